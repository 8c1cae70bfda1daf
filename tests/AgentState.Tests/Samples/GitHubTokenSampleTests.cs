namespace AgentState.Tests.Samples;

/// <summary>The sample of GitHub's tokens as its users run it, where there is no emulator.</summary>
public sealed class GitHubTokenSampleTests
{
    [Fact, Trait("Promise", "K1")]
    public async Task ItRefreshesOnce_HoweverManyFindTheTokenRunOut()
    {
        await using var sample = SampleProcess.Start("GitHubToken");

        var (code, output, error) = await sample.EndAsync();

        (code, error).Should().Be((0, ""));
        output.Should().StartWith("The vault lies in this process's memory").And.Contain("Got: *** (").And.NotContain("ghu_").And.NotContain("ghr_")
            .And.Contain("Race: 8 callers in 1 process found it run out at once. Refreshes: 1. Let in by GitHub: 8");
    }

    [Fact]
    public async Task ItTakesNoArguments()
    {
        await using var sample = SampleProcess.Start("GitHubToken", "--what");

        var (code, _, error) = await sample.EndAsync();

        code.Should().Be(2);
        error.Should().Contain("GITHUB_APP_ID");
    }
}
