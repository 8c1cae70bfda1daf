using System.Diagnostics;

namespace AgentState.Firestore.Tests.Processes;

/// <summary>The chaos program, for a short while: watches while writers in several processes write, the network fails and the server is killed.</summary>
public sealed class WatchChaosTests(EmulatorFixture emulator)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Promise", "W2"), Trait("Promise", "W3"), Trait("Promise", "W5")]
    public async Task Watches_EndWithWhatTheDatabaseHolds_AndTellNothingTwice_OrBackInTime()
    {
        Assert.SkipUnless(emulator.Emulator.IsStartedHere, "An emulator that was running before cannot be killed; the chaos needs one of its own.");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(Patience);
        using var chaos = Process.Start(new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "AgentState.Chaos.dll"), "watch", "--seconds", "20" },
        })!;
        try
        {
            var printed = await chaos.StandardOutput.ReadToEndAsync(deadline.Token);
            await chaos.WaitForExitAsync(deadline.Token);

            TestContext.Current.TestOutputHelper?.WriteLine(printed);
            chaos.ExitCode.Should().Be(0, printed);
        }
        finally
        {
            chaos.Kill(entireProcessTree: true);
        }
    }
}
