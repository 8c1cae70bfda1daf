using System.Diagnostics;
using System.Globalization;

namespace AgentState.Chaos;

/// <summary>A child process that runs this program until it is stopped or killed.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process process;

    public ChildProcess(params string[] args)
        : this(program: null, args)
    {
    }

    /// <param name="program">The assembly of another build of this program; null for this build.</param>
    /// <param name="args">The arguments of the process.</param>
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

    /// <summary>The exit code; null while the process runs.</summary>
    public int? ExitCode => process.HasExited ? process.ExitCode : null;

    /// <summary>Requests the process to stop, and returns its output.</summary>
    public async Task<string> StopAsync()
    {
        using var deadline = new CancellationTokenSource(Patience, TimeProvider.System);
        await process.StandardInput.WriteLineAsync("stop".AsMemory(), deadline.Token);
        var said = await process.StandardOutput.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode == 0
            ? said.Trim()
            : throw new InvalidOperationException($"A child process exited with code {process.ExitCode}.");
    }

    /// <summary>Kills the process.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Suspends the process.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>Resumes the process.</summary>
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
            throw new InvalidOperationException($"Sending {name} to a child process failed with exit code {kill.ExitCode}.");
        }
    }
}
