namespace AgentState.Tests.Conventions;

/// <summary>Every logger from the container is guarded, so that a log provider that throws does not break a call.</summary>
public sealed class LoggerTests
{
    [Fact]
    public void Loggers_FromTheContainer_AreGuarded()
    {
        var src = Path.Combine(Sources.Root(), "src");
        var entries = Directory.EnumerateFiles(src, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => BeforeEntries(File.ReadAllText(file)))
            .ToList();

        entries.Should().HaveCount(6).And.OnlyContain(before => before.Contains("GuardedLogger", StringComparison.Ordinal));
    }

    private static IEnumerable<string> BeforeEntries(string text)
    {
        foreach (var entry in new[] { "GetRequiredService<ILogger", "GetService<ILogger" })
        {
            for (var i = text.IndexOf(entry, StringComparison.Ordinal); i >= 0; i = text.IndexOf(entry, i + 1, StringComparison.Ordinal))
            {
                yield return text[Math.Max(i - 120, 0)..i];
            }
        }
    }
}
