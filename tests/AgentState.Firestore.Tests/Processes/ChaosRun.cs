using System.Diagnostics;

namespace AgentState.Firestore.Tests.Processes;

/// <summary>The chaos program, in a process of its own.</summary>
internal static class ChaosRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Runs it to its end; where it does not come to one, it is killed, and all that it started.</summary>
    public static async Task<(int ExitCode, string Printed)> RunAsync(EmulatorFixture emulator, params IReadOnlyList<string> args)
    {
        Assert.SkipUnless(emulator.Emulator.IsStartedHere, "An emulator that was running before cannot be killed; the chaos needs one of its own.");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(Patience);
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "AgentState.Chaos.dll"), .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var chaos = Process.Start(start)!;
        try
        {
            var printed = await chaos.StandardOutput.ReadToEndAsync(deadline.Token);
            await chaos.WaitForExitAsync(deadline.Token);

            TestContext.Current.TestOutputHelper?.WriteLine(printed);
            return (chaos.ExitCode, printed);
        }
        finally
        {
            chaos.Kill(entireProcessTree: true);
        }
    }
}
