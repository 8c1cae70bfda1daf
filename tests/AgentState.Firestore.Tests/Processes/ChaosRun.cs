using System.Diagnostics;

namespace AgentState.Firestore.Tests.Processes;

/// <summary>Runs the chaos program in a child process.</summary>
internal static class ChaosRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Runs the program until it exits; after a timeout, kills it and the processes that it started.</summary>
    public static async Task<(int ExitCode, string Printed)> RunAsync(EmulatorFixture emulator, params IReadOnlyList<string> args)
    {
        Assert.SkipUnless(emulator.Emulator.IsStartedHere, "The chaos program kills its emulator, so it needs one that it can start.");
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
