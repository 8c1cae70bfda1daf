using System.Diagnostics;
using System.Globalization;

namespace AgentState.Sqlite.Tests;

/// <summary>A process of AgentState.SqliteProcess, controlled by lines of text.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process process;

    private ChildProcess(Process process) => this.process = process;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts a process with a role, and waits until it has begun.</summary>
    public static async Task<ChildProcess> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "AgentState.SqliteProcess.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var child = new ChildProcess(Process.Start(start)!);
        (await child.HearAsync()).Should().StartWith("started");
        return child;
    }

    /// <summary>Sends a line.</summary>
    public Task SayAsync(string line) => process.StandardInput.WriteLineAsync(line.AsMemory(), Token);

    /// <summary>Returns the next line of output.</summary>
    public async Task<string> HearAsync() =>
        await TryHearAsync() ?? throw new InvalidOperationException("The process has ended; its error output says why.");

    /// <summary>Returns the next line of output; null if the process has ended.</summary>
    public Task<string?> TryHearAsync() =>
        process.StandardOutput.ReadLineAsync(Token).AsTask().WaitAsync(Eventually.Patience, Token);

    /// <summary>Reads lines of output until the given one.</summary>
    public async Task HearUntilAsync(string line)
    {
        while (await HearAsync() != line)
        {
        }
    }

    /// <summary>Kills the process.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(Token).WaitAsync(Eventually.Patience, Token);
    }

    /// <summary>Sends a signal: <c>STOP</c> suspends the process, <c>CONT</c> resumes it.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Token);
        kill.ExitCode.Should().Be(0);
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
