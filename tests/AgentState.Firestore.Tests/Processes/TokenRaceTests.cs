using System.Diagnostics;

namespace AgentState.Firestore.Tests.Processes;

/// <summary>Runs the GitHubToken sample on the emulator: several processes refresh one grant at once over HTTP.</summary>
[Collection(WithProcesses.Name)]
public sealed class TokenRaceTests(EmulatorFixture fixture)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "K1")]
    public async Task SampleProcesses_ExpiredToken_RefreshItOnce()
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "GitHubToken.dll") },
        };
        start.Environment["FIRESTORE_EMULATOR_HOST"] = fixture.Emulator.Host;
        start.Environment.Remove("GITHUB_APP_ID");
        using var sample = Process.Start(start)!;

        try
        {
            var output = await sample.StandardOutput.ReadToEndAsync(Token).WaitAsync(Patience, Token);
            await sample.WaitForExitAsync(Token).WaitAsync(Patience, Token);

            output.Should().Contain("Race: 16 callers in 2 processes found it expired. Refreshes: 1. Accepted by GitHub: 16");
            sample.ExitCode.Should().Be(0);
        }
        finally
        {
            if (!sample.HasExited)
            {
                sample.Kill(entireProcessTree: true);
            }
        }
    }
}
