using System.Diagnostics;

namespace AgentState.Chaos;

/// <summary>This program once more, in a process of its own, which goes on until it is told to stop.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process process;

    public ChildProcess(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        foreach (var argument in args)
        {
            start.ArgumentList.Add(argument);
        }

        process = Process.Start(start)!;
    }

    /// <summary>Tells it to stop, and hears what it says last.</summary>
    public async Task<string> StopAsync()
    {
        using var deadline = new CancellationTokenSource(Patience, TimeProvider.System);
        await process.StandardInput.WriteLineAsync("stop".AsMemory(), deadline.Token);
        var said = await process.StandardOutput.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode == 0 ? said.Trim() : throw new InvalidOperationException($"A process of ours ended with {process.ExitCode}.");
    }

    public ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
        return ValueTask.CompletedTask;
    }
}
