using System.Reflection;
using System.Text.RegularExpressions;
using AgentState.Tests.Conventions;

namespace AgentState.Tests.Documentation;

/// <summary>The code blocks, links and complete lists of names on the pages match the code.</summary>
public sealed partial class PagesTests
{
    private static readonly IReadOnlyList<MarkdownPage> Pages = MarkdownPage.All();

    // Only csharp blocks are compared with the samples, so code in a block of another language would not be compiled.
    private static readonly string[] Languages = ["", "csharp", "json", "mermaid", "text", "xml"];

    [Fact]
    public void CodeBlocks_OfEveryPage_AreInASample()
    {
        var samples = Directory.EnumerateFiles(Path.Combine(Sources.Root(), "samples"), "*.cs", SearchOption.AllDirectories)
            .Select(file => MarkdownPage.Fold(File.ReadAllText(file))).ToList();

        var blocks = Pages.SelectMany(page => page.Blocks("csharp")).ToList();

        blocks.Should().NotBeEmpty();
        blocks.Where(block => !samples.Exists(sample => sample.Contains(MarkdownPage.Fold(block), StringComparison.Ordinal)))
            .Should().BeEmpty();
    }

    [Fact]
    public void CodeBlocks_OfEveryPage_HaveAKnownLanguage() =>
        Pages.SelectMany(page => page.Languages).Should().BeSubsetOf(Languages);

    // A reader can paste all blocks into one file and run it.
    [Fact]
    public void GettingStarted_CombinedBlocks_EqualTheSample()
    {
        var program = File.ReadAllText(Path.Combine(Sources.Root(), "samples", "FiveServices", "Program.cs"));

        var blocks = new MarkdownPage("docs/getting-started.md").Blocks("csharp");

        MarkdownPage.Fold(string.Join('\n', blocks)).Should().Be(MarkdownPage.Fold(program));
    }

    [Fact]
    public void Links_OfEveryPage_NameExistingFiles() => Pages.SelectMany(page => page.BrokenLinks()).Should().BeEmpty();

    [Fact]
    public void Index_LinksToEveryPageInDocs()
    {
        var index = new MarkdownPage("docs/README.md").Text;

        Pages.Where(page => page.Name.StartsWith("docs/", StringComparison.Ordinal) && page.Name != "docs/README.md")
            .Where(page => !index.Contains($"]({Path.GetFileName(page.Name)})", StringComparison.Ordinal))
            .Select(page => page.Name)
            .Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "P11")]
    public void ErrorsPage_NamesEveryPublicException()
    {
        var page = new MarkdownPage("docs/errors.md").Text;
        Assembly[] packages =
        [
            typeof(AgentStateClient).Assembly, typeof(HostedAgent).Assembly, typeof(FirestoreEmulator).Assembly,
            typeof(DatabaseFileException).Assembly,
        ];

        var exceptions = packages.SelectMany(package => package.GetExportedTypes())
            .Where(type => type.IsSubclassOf(typeof(Exception))).Select(type => type.Name).ToList();

        exceptions.Should().Contain(nameof(LeaseLostException));
        exceptions.Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "P14")]
    public void TelemetryPage_NamesEveryMetricAndTag()
    {
        var page = new MarkdownPage("docs/telemetry.md").Text;

        var names = typeof(AgentStateTelemetry).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetValue(null)!).ToList();

        names.Should().Contain(AgentStateTelemetry.BilledReads);
        names.Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public void Contributing_NamesEveryEnvironmentVariable()
    {
        var page = new MarkdownPage("CONTRIBUTING.md").Text;
        string[] folders = ["src", "tests", "samples"];

        var variables = folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Sources.Root(), folder), "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => Variable().Matches(File.ReadAllText(file)).Select(match => match.Value))
            .Distinct(StringComparer.Ordinal).ToList();

        variables.Should().Contain("AGENTSTATE_REQUIRE_EMULATOR");
        variables.Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [GeneratedRegex("AGENTSTATE_[A-Z][A-Z_]*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
