using System.Text.RegularExpressions;

namespace AgentState.Tests.Conventions;

/// <summary>Users read plain sentences: XML docs, messages and pages contain no phrase that has to be read twice.</summary>
public sealed class PlainWordsTests
{
    private const int MostColumns = 140;

    private static readonly Regex RuledOut = new(
        @"\b(cannot be one|(is|are|was|were|be) told|nobody|somebody|whoever|whereto|how manieth|all the same|does no harm|at hand|" +
        @"befalls?|programs that know|what comes of)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    private static readonly Regex Literal =
        new("\"(?<text>(\\\\.|[^\"\\\\])*)\"", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    private static readonly string[] Pages = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"];

    [Fact]
    public void Prose_OfSourcesAndPages_UsesPlainWords()
    {
        var found =
            from file in SourceFiles().Concat(AllPages())
            from line in File.ReadLines(file).Select(static (text, i) => (Text: text, Number: i + 1))
            let match = RuledOut.Match(ProseOf(file, line.Text))
            where match.Success
            select $"{Path.GetFileName(file)}:{line.Number}: {match.Value}";

        found.Should().BeEmpty();
    }

    [Theory]
    [InlineData("/// The id cannot be one.")]
    [InlineData("throw new ArgumentException(\"Nobody is told.\");")]
    public void Prose_WithARuledOutPhrase_IsFound(string line) => RuledOut.IsMatch(ProseOf("a.cs", line)).Should().BeTrue();

    [Fact]
    public void Lines_OfSources_FitInto140Columns()
    {
        var found =
            from folder in (string[])["src", "samples", "tests"]
            from file in FilesOf(folder, "*.cs")
            from line in File.ReadLines(file).Select(static (text, i) => (Text: text, Number: i + 1))
            where line.Text.Length > MostColumns
            select $"{Path.GetFileName(file)}:{line.Number}";

        found.Should().BeEmpty();
    }

    // Of code only what its users read: XML docs and texts.
    private static string ProseOf(string file, string line)
    {
        var trimmed = line.TrimStart();
        return file.EndsWith(".md", StringComparison.Ordinal) || trimmed.StartsWith("///", StringComparison.Ordinal)
            ? line
            : string.Join(' ', Literal.Matches(line).Select(static match => match.Groups["text"].Value));
    }

    private static IEnumerable<string> SourceFiles() => FilesOf("src", "*.cs");

    private static IEnumerable<string> AllPages() => Pages.Select(static page => Path.Combine(Sources.Root(), page))
        .Concat(FilesOf("src", "*.md"))
        .Concat(FilesOf("docs", "*.md"))
        .Concat(FilesOf("samples", "*.md"));

    private static IEnumerable<string> FilesOf(string folder, string pattern) =>
        from file in Directory.EnumerateFiles(Path.Combine(Sources.Root(), folder), pattern, SearchOption.AllDirectories)
        where !file.Split(Path.DirectorySeparatorChar).Any(static part => part is "obj" or "bin" or "Protos")
        select file;
}
