using System.Diagnostics;
using System.Globalization;

namespace AgentState.Firestore.Tests.Processes;

/// <summary>A token vault in a child process, controlled by lines of text.</summary>
internal sealed class VaultProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process process;

    private VaultProcess(Process process) => this.process = process;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<VaultProcess> StartAsync(string host, string project, Uri service, int refreshSeconds)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "exec", Path.Combine(AppContext.BaseDirectory, "AgentState.VaultProcess.dll"), host, project, service.ToString(),
                refreshSeconds.ToString(CultureInfo.InvariantCulture),
            },
        };
        var vault = new VaultProcess(Process.Start(start)!);
        (await vault.HearAsync()).Should().Be("started");
        return vault;
    }

    /// <summary>Sends a line.</summary>
    public Task SayAsync(string line) => process.StandardInput.WriteLineAsync(line.AsMemory(), Token);

    /// <summary>Returns the next line of output.</summary>
    public async Task<string> HearAsync() =>
        await process.StandardOutput.ReadLineAsync(Token).AsTask().WaitAsync(Patience, Token)
            ?? throw new InvalidOperationException("The process has ended.");

    /// <summary>Starts several requests for a token; the result is the next line of output.</summary>
    public async Task AskAsync(int callers)
    {
        await SayAsync($"get {callers}");
        (await HearAsync()).Should().Be("asked");
    }

    /// <summary>Sends a signal: <c>STOP</c> suspends the process, <c>CONT</c> resumes it.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Token);
        kill.ExitCode.Should().Be(0);
    }

    /// <summary>Kills the process.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(Token).WaitAsync(Patience, Token);
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
