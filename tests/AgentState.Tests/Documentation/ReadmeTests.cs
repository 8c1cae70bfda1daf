using AgentState.Tests.Conventions;
using AgentState.Tests.Samples;

namespace AgentState.Tests.Documentation;

/// <summary>The first program in the README and its output are those of a sample.</summary>
public sealed class ReadmeTests
{
    private static readonly MarkdownPage Readme = new("README.md");

    // .ci/consume builds this program against the packages.
    [Fact]
    public void FirstCodeBlock_EqualsTheSample()
    {
        var program = File.ReadAllText(Path.Combine(Sources.Root(), "samples", "HelloFleet", "Program.cs"));

        MarkdownPage.Fold(Readme.Blocks("csharp").First()).Should().Be(MarkdownPage.Fold(program));
    }

    [Fact]
    public async Task OutputBlock_EqualsTheSampleOutput()
    {
        await using var sample = SampleProcess.Start("HelloFleet");

        var (code, output, error) = await sample.EndAsync();

        (code, error).Should().Be((0, ""));
        output.ReplaceLineEndings("\n").Should().Be(Readme.Blocks("text").First());
    }
}
