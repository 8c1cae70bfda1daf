using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace AgentState.Benchmarks;

/// <summary>The official Node client, installed into a temporary folder for the run.</summary>
internal sealed class NodePeer : IDisposable
{
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly string folder;

    private NodePeer(string folder) => this.folder = folder;

    /// <returns>The peer, or the reason why it is missing.</returns>
    public static async Task<(NodePeer? Peer, string? Absence)> InstallAsync(CancellationToken cancellationToken)
    {
        var peer = new NodePeer(Directory.CreateTempSubdirectory("agentstate-node-").FullName);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "peers", "node")))
        {
            File.Copy(file, Path.Combine(peer.folder, Path.GetFileName(file)));
        }

        foreach (var (tool, arguments) in new[] { ("node", "--version"), ("npm", "install --no-audit --no-fund --no-package-lock") })
        {
            var (code, output) = await peer.RunAsync(tool, arguments.Split(' '), emulatorHost: null, InstallTimeout, cancellationToken);
            if (code != 0)
            {
                peer.Dispose();
                return (null, $"'{tool} {arguments}': {output.Trim()}");
            }
        }

        return (peer, null);
    }

    /// <summary>Drains the queue for a limited time.</summary>
    /// <returns>The number of completed tasks and lost claims, and the elapsed time.</returns>
    public async Task<NodeDrain> DrainAsync(
        string emulatorHost, string projectId, int workers, TimeSpan most, CancellationToken cancellationToken)
    {
        var (code, output) = await RunAsync(
            "node", ["drain.mjs", projectId, $"{workers}", $"{most.TotalSeconds:0}"], emulatorHost, most + Grace, cancellationToken);
        if (code != 0)
        {
            throw new InvalidOperationException($"The Node peer failed: {output.Trim()}");
        }

        using var report = JsonDocument.Parse(output);
        return new NodeDrain(
            workers,
            report.RootElement.GetProperty("done").GetInt32(),
            report.RootElement.GetProperty("lost").GetInt32(),
            TimeSpan.FromMilliseconds(report.RootElement.GetProperty("milliseconds").GetInt32()));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<(int Code, string Output)> RunAsync(
        string tool, IReadOnlyList<string> arguments, string? emulatorHost, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(tool, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FIRESTORE_EMULATOR_HOST"] = emulatorHost;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            return (-1, error.Message);
        }

        using var running = process;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            var (output, errors) =
                (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, process.ExitCode == 0 ? await output : await output + await errors);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (-1, $"It did not finish within {timeout}.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
