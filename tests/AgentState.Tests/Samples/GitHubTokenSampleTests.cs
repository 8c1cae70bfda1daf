namespace AgentState.Tests.Samples;

/// <summary>Runs the GitHubToken sample on a file.</summary>
public sealed class GitHubTokenSampleTests
{
    [Fact, Trait("Guarantee", "K1")]
    public async Task GitHubToken_ProcessesWithAnExpiredToken_RefreshItOnce()
    {
        await using var sample = SampleProcess.Start("GitHubToken");

        var (code, output, error) = await sample.EndAsync();

        (code, error).Should().Be((0, ""));
        output.Should().StartWith("The vault is in ").And.Contain("vault.db, which several processes share.")
            .And.Contain("Got: *** (").And.NotContain("ghu_").And.NotContain("ghr_")
            .And.Contain("Race: 16 callers in 2 processes found it expired. Refreshes: 1. Accepted by GitHub: 16");
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
