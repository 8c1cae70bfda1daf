using System.Text.RegularExpressions;
using AgentState.Tests.Conventions;

namespace AgentState.Tests.Documentation;

/// <summary>A Markdown page of the repository, named by its path from the root.</summary>
internal sealed partial class MarkdownPage
{
    private static readonly string[] OutsideDocs =
        ["README.md", "CONTRIBUTING.md", "SECURITY.md", "samples/README.md", "tests/README.md"];

    private readonly string folder;

    public MarkdownPage(string name)
    {
        var file = Path.Combine(Sources.Root(), name);
        Name = name;
        Text = File.ReadAllText(file);
        folder = Path.GetDirectoryName(file)!;
    }

    public string Name { get; }

    public string Text { get; }

    /// <summary>The language of each fenced block, in page order; an empty string for a block without one.</summary>
    public IEnumerable<string> Languages => Block().Matches(Text).Select(match => match.Groups["language"].Value);

    /// <summary>Returns the README, the pages in docs, and the other top-level pages.</summary>
    /// <remarks>Pages next to the code of a service are not included.</remarks>
    public static IReadOnlyList<MarkdownPage> All()
    {
        var docs = Directory.EnumerateFiles(Path.Combine(Sources.Root(), "docs"), "*.md")
            .Select(file => $"docs/{Path.GetFileName(file)}");
        return [.. OutsideDocs.Concat(docs).Select(name => new MarkdownPage(name))];
    }

    /// <summary>Replaces each run of white space in code with one space.</summary>
    /// <remarks>Pages and samples differ only in indentation.</remarks>
    public static string Fold(string code) => Blanks().Replace(code, " ").Trim();

    /// <summary>Returns the contents of the fenced blocks of one language, in page order.</summary>
    public IEnumerable<string> Blocks(string language) =>
        Block().Matches(Text)
            .Where(match => match.Groups["language"].Value == language)
            .Select(match => match.Groups["code"].Value);

    /// <summary>Returns the targets of links to files and folders of the repository.</summary>
    public IEnumerable<string> RelativeLinks() =>
        Link().Matches(Text)
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && target[0] != '#');

    /// <summary>Returns the links to files and folders of the repository that do not exist.</summary>
    public IEnumerable<string> BrokenLinks() =>
        RelativeLinks()
            .Where(target => !Path.Exists(Path.Combine(folder, target.Split('#')[0])))
            .Select(target => $"{Name}: {target}");

    [GeneratedRegex(
        "^```(?<language>[a-z]*)\\n(?<code>.*?)^```",
        RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();

    [GeneratedRegex(
        @"\]\((?<target>[^)\s]+)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();
}
