namespace AgentState.Tests.Samples;

/// <summary>Runs the program of docs/getting-started.md.</summary>
public sealed class FiveServicesTests
{
    [Fact]
    public async Task FiveServices_InMemory_UsesEachServiceOnce()
    {
        await using var sample = SampleProcess.Start("FiveServices");

        var (code, output, error) = await sample.EndAsync();

        (code, error).Should().Be((0, ""));
        output.Should().Contain("Ada, pro, new: True").And.Contain("Running: github-agent").And.Contain("is Alive")
            .And.Contain("Done: 1").And.Contain("Token: ***").And.Contain("worse: 0").And.Contain("Child: Pending");
    }
}
