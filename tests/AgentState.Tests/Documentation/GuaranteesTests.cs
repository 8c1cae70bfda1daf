using System.Text.RegularExpressions;
using AgentState.Tests.Conventions;

namespace AgentState.Tests.Documentation;

/// <summary>The page of guarantees has a row for every id that a test carries, and names only tests that exist.</summary>
public sealed partial class GuaranteesTests
{
    // A proof that is not a test begins with its kind.
    private static readonly string[] OtherKinds = ["CI:", "Analyzer:", "Convention:"];

    private static readonly IReadOnlyList<Row> Rows = ReadRows();

    // Files instead of reflection, because the tests against the emulator are in another assembly.
    private static readonly IReadOnlyList<TestFile> TestFiles = ReadTestFiles();

    [Fact]
    public void Ids_CarriedByTests_HaveExactlyOneRow()
    {
        var ids = TestFiles.SelectMany(file => file.Ids).Distinct(StringComparer.Ordinal).ToList();

        ids.Should().Contain("T2");
        ids.Where(id => Rows.Count(row => row.Id == id) != 1).Should().BeEmpty();
    }

    [Fact]
    public void Rows_OfThePage_HaveUniqueIds() => Rows.Select(row => row.Id).Should().OnlyHaveUniqueItems();

    [Fact]
    public void Rows_WithoutAnotherKindOfProof_NameATestThatCarriesTheirId() =>
        Rows.Where(row => !row.HasOtherProof)
            .Where(row => !row.Tests.Any(test => TestFiles.Any(file => file.Declares(test) && file.Ids.Contains(row.Id))))
            .Select(row => row.Id)
            .Should().BeEmpty();

    [Fact]
    public void Proofs_OfEveryRow_NameExistingTests() =>
        Rows.SelectMany(row => row.Tests)
            .Where(test => !TestFiles.Any(file => file.Declares(test)))
            .Should().BeEmpty();

    private static IReadOnlyList<Row> ReadRows() =>
    [
        .. RowOfATable().Matches(new MarkdownPage("docs/guarantees.md").Text)
            .Select(match => new Row(match.Groups["id"].Value, match.Groups["proof"].Value)),
    ];

    private static IReadOnlyList<TestFile> ReadTestFiles() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Sources.Root(), "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Select(file => TestFile.Of(File.ReadAllText(file))),
    ];

    // | T2 | what is guaranteed | `ClassOfTests`, `ClassOfTests.Method` |
    [GeneratedRegex(
        @"^\| (?<id>[A-Z][0-9]+) \| [^|\n]+ \| (?<proof>[^|\n]+) \|\r?$",
        RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex RowOfATable();

    [GeneratedRegex(
        @"`(?<test>[A-Z]\w*(\.[A-Z]\w*)?)`",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex NameOfATest();

    [GeneratedRegex(
        @"\bclass (?<name>\w+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex ClassName();

    [GeneratedRegex(
        @"Trait\(\s*""Guarantee"",\s*""(?<id>[^""]+)""\s*\)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex CarriedId();

    private sealed record Row(string Id, string Proof)
    {
        public bool HasOtherProof => OtherKinds.Any(kind => Proof.StartsWith(kind, StringComparison.Ordinal));

        // Each is a class, or a class and a method.
        public IEnumerable<string> Tests => NameOfATest().Matches(Proof).Select(match => match.Groups["test"].Value);
    }

    private sealed record TestFile(string Text, IReadOnlySet<string> Classes, IReadOnlySet<string> Ids)
    {
        public static TestFile Of(string text) => new(
            text,
            ClassName().Matches(text).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal),
            CarriedId().Matches(text).Select(match => match.Groups["id"].Value).ToHashSet(StringComparer.Ordinal));

        public bool Declares(string test) =>
            test.Split('.') is [var name, .. var method] && Classes.Contains(name) &&
            (method.Length == 0 || Text.Contains($" {method[0]}(", StringComparison.Ordinal));
    }
}
