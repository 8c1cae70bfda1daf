namespace AgentState.Tests.Conventions;

/// <summary>A log provider that throws must not reach the library: each logger is guarded where it enters.</summary>
public sealed class LoggerTests
{
    [Fact]
    public void Loggers_WhereTheyEnterTheLibrary_AreGuarded()
    {
        var src = Path.Combine(Sources.Root(), "src");
        var entries = Directory.EnumerateFiles(src, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => BeforeEntries(File.ReadAllText(file)))
            .ToList();

        entries.Should().HaveCount(6).And.OnlyContain(before => before.Contains("GuardedLogger", StringComparison.Ordinal));
    }

    // The text before each place that asks a container for a logger.
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
