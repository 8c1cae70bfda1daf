using System.Diagnostics;
using System.Globalization;

namespace AgentState.Tests.Samples;

/// <summary>Runs a sample in its own process, in an environment without database settings.</summary>
internal sealed class SampleProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;

    private SampleProcess(Process process) => this.process = process;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static SampleProcess Start(string name, params ReadOnlySpan<string> args)
    {
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo(host)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, $"{name}.dll") },
        };
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        string[] databases = ["FIRESTORE_EMULATOR_HOST", "FIREBASE_CREDENTIALS", "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT"];
        foreach (var variable in databases.Append("GITHUB_APP_ID"))
        {
            start.Environment.Remove(variable);
        }

        // This also prevents the sample from starting an emulator that it finds.
        start.Environment["AGENTSTATE_EMULATOR_JAR"] = "none";

        return new SampleProcess(Process.Start(start)!);
    }

    /// <summary>Reads lines until <paramref name="isEnough"/> returns true, and returns all lines.</summary>
    public async Task<IReadOnlyList<string>> ReadUntilAsync(Func<IReadOnlyList<string>, bool> isEnough)
    {
        var lines = new List<string>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        try
        {
            while (!isEnough(lines))
            {
                lines.Add(
                    await process.StandardOutput.ReadLineAsync(patience.Token)
                    ?? throw new InvalidOperationException("The sample exited."));
            }
        }
        catch (Exception error) when (error is InvalidOperationException or OperationCanceledException)
        {
            throw new InvalidOperationException($"The output so far:\n{string.Join('\n', lines)}", error);
        }

        return lines;
    }

    /// <summary>Sends SIGTERM to the process.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Token);
    }

    /// <summary>Waits for the process to exit, and returns its exit code and the remaining output.</summary>
    public async Task<(int Code, string Output, string Error)> EndAsync()
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
        await process.WaitForExitAsync(Token).WaitAsync(Patience, Token);
        return (process.ExitCode, await output, await error);
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
