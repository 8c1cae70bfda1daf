namespace AgentState.Tests.Samples;

/// <summary>Runs the GitHubToken sample without an emulator.</summary>
public sealed class GitHubTokenSampleTests
{
    [Fact, Trait("Guarantee", "K1")]
    public async Task GitHubToken_EightCallersWithAnExpiredToken_RefreshOnce()
    {
        await using var sample = SampleProcess.Start("GitHubToken");

        var (code, output, error) = await sample.EndAsync();

        (code, error).Should().Be((0, ""));
        output.Should().StartWith("The vault lies in this process's memory")
            .And.Contain("Got: *** (").And.NotContain("ghu_").And.NotContain("ghr_")
            .And.Contain("Race: 8 callers in 1 process found it expired. Refreshes: 1. Accepted by GitHub: 8");
    }

    [Fact]
    public async Task GitHubToken_WithAnArgument_IsRefused()
    {
        await using var sample = SampleProcess.Start("GitHubToken", "--what");

        var (code, _, error) = await sample.EndAsync();

        code.Should().Be(2);
        error.Should().Contain("GITHUB_APP_ID");
    }
}
