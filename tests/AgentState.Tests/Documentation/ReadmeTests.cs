using System.Text.RegularExpressions;

namespace AgentState.Tests;

/// <summary>Code in the README is compiled: it stands in the samples word for word.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void EveryCodeBlock_StandsInASample()
    {
        var root = RepositoryRoot();
        var samples = Directory.EnumerateFiles(Path.Combine(root, "samples"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Folded(File.ReadAllText(path))).ToList();

        var blocks = CodeBlock().Matches(File.ReadAllText(Path.Combine(root, "README.md"))).Select(match => match.Groups["code"].Value).ToList();

        blocks.Should().NotBeEmpty();
        blocks.Where(block => !samples.Any(sample => sample.Contains(Folded(block), StringComparison.Ordinal))).Should().BeEmpty();
    }

    // Who pastes them into one file has a program that runs.
    [Fact]
    public void TheCodeBlocksTogether_AreTheWholeSample()
    {
        var root = RepositoryRoot();

        var blocks = CodeBlock().Matches(File.ReadAllText(Path.Combine(root, "README.md"))).Select(match => match.Groups["code"].Value);

        Folded(string.Join('\n', blocks)).Should().Be(Folded(File.ReadAllText(Path.Combine(root, "samples", "FiveServices", "Program.cs"))));
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AgentState.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }

    // Indentation differs, words do not.
    private static string Folded(string code) => Blanks().Replace(code, " ").Trim();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();

    [GeneratedRegex("```csharp\\n(?<code>.*?)```", RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeBlock();
}
