using System.Diagnostics;
using System.Globalization;

namespace AgentState.Firestore.Tests.Processes;

/// <summary>An agent in a child process, controlled by lines of text.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;

    private AgentProcess(Process process, long epoch)
    {
        this.process = process;
        Epoch = epoch;
    }

    public long Epoch { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<AgentProcess> StartAsync(string host, string project, string agentId, bool isSingle) =>
        StartAsync(host, project, agentId, isSingle ? "single" : "many");

    /// <summary>Starts a process with the given role.</summary>
    public static async Task<AgentProcess> StartAsync(string host, string project, string agentId, string role)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "AgentState.AgentProcess.dll"), host, project, agentId, role },
        };
        var child = Process.Start(start)!;
        var started = await ReadAsync(child);
        started.Should().StartWith("started ");
        return new AgentProcess(child, long.Parse(started.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Sends a line.</summary>
    public Task SayAsync(string line) => process.StandardInput.WriteLineAsync(line.AsMemory(), Token);

    /// <summary>Returns the next line of output.</summary>
    public Task<string> HearAsync() => ReadAsync(process);

    /// <summary>Sends a line, and returns the next line of output.</summary>
    public async Task<string> AskAsync(string line)
    {
        await SayAsync(line);
        return await HearAsync();
    }

    /// <summary>Kills the process, and returns the output that was not read yet.</summary>
    public async Task<IReadOnlyList<string>> KillAsync()
    {
        process.Kill();
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(Token).AsTask().WaitAsync(Patience, Token) is { } line)
        {
            said.Add(line);
        }

        await process.WaitForExitAsync(Token).WaitAsync(Patience, Token);
        return said;
    }

    /// <summary>Sends a signal: <c>STOP</c> suspends the process, <c>CONT</c> resumes it.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Token);
        kill.ExitCode.Should().Be(0);
    }

    /// <summary>Lets the process deregister its instance and exit.</summary>
    public async Task QuitAsync()
    {
        await SayAsync("quit");
        await process.WaitForExitAsync(Token).WaitAsync(Patience, Token);
        process.ExitCode.Should().Be(0);
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

    private static async Task<string> ReadAsync(Process child) =>
        await child.StandardOutput.ReadLineAsync(Token).AsTask().WaitAsync(Patience, Token)
            ?? throw new InvalidOperationException("The process has ended.");
}
