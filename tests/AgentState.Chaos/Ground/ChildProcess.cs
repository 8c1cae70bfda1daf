using System.Diagnostics;
using System.Globalization;

namespace AgentState.Chaos;

/// <summary>This program once more, in a process of its own, which goes on until it is told to stop, or is killed.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process process;

    public ChildProcess(params string[] args)
        : this(program: null, args)
    {
    }

    /// <param name="program">The assembly of another build of this program; null = this one.</param>
    /// <param name="args">What it is to do.</param>
    public ChildProcess(string? program, string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(program ?? typeof(ChildProcess).Assembly.Location);
        foreach (var argument in args)
        {
            start.ArgumentList.Add(argument);
        }

        process = Process.Start(start)!;
    }

    /// <summary>How it has come to its end; null = it has not.</summary>
    public int? ExitCode => process.HasExited ? process.ExitCode : null;

    /// <summary>Tells it to stop, and hears what it says last.</summary>
    public async Task<string> StopAsync()
    {
        using var deadline = new CancellationTokenSource(Patience, TimeProvider.System);
        await process.StandardInput.WriteLineAsync("stop".AsMemory(), deadline.Token);
        var said = await process.StandardOutput.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode == 0 ? said.Trim() : throw new InvalidOperationException($"A process of ours ended with {process.ExitCode}.");
    }

    /// <summary>Ends it where it stands.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Stops it where it stands, until it may go on.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>Lets it go on.</summary>
    public Task ContinueAsync() => SignalAsync("CONT");

    public ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0)
        {
            throw new InvalidOperationException($"A process of ours could not be sent {name}.");
        }
    }
}
