using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AgentState.Internal.Testing;

/// <summary>The processes and the port of an emulator that this process has started.</summary>
internal sealed class EmulatorProcess : IAsyncDisposable
{
    // Another program may take the port between the check that it is free and the start of the emulator.
    private const int PortAttempts = 3;

    private readonly Process process;
    private readonly EmulatorOutput output = new();
    private int disposed;

    private EmulatorProcess(ProcessStartInfo command, string host)
    {
        Host = host;
        process = new Process { StartInfo = command };
        process.OutputDataReceived += (_, line) => output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => output.Add(line.Data);
    }

    public string Host { get; }

    /// <summary>The id of the root process.</summary>
    public int Id => process.Id;

    public static async Task<EmulatorProcess> StartAsync(
        string java, string jar, string? rulesFile, TimeSpan timeout, CancellationToken cancellationToken)
    {
        // The emulator reads its rules once, before it answers.
        using var rules = EmulatorRules.FromFileOrShipped(rulesFile);
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            var emulator = new EmulatorProcess(EmulatorCommand.Create(java, jar, port, rules.Path), $"127.0.0.1:{port}");
            try
            {
                emulator.Start();
                await EmulatorAnswer.WaitAsync(emulator.Host, timeout, emulator.Failure, cancellationToken).ConfigureAwait(false);
                return emulator;
            }
            catch (FirestoreEmulatorException) when (attempt < PortAttempts && emulator.PortWasTaken)
            {
                await emulator.DisposeAsync().ConfigureAwait(false);
            }
            catch
            {
                await emulator.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            return;
        }

        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        if (Kill())
        {
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        process.Dispose();
    }

    private bool PortWasTaken => output.ToString().Contains("BindException", StringComparison.Ordinal);

    private void Start()
    {
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private string? Failure() =>
        process.HasExited ? $"The Firestore emulator exited during startup with exit code {process.ExitCode}. Its output:\n{output}" : null;

    private void KillAtExit(object? sender, EventArgs e) => Kill();

    /// <returns>False if it was never started.</returns>
    private bool Kill()
    {
        try
        {
            // The tree: on Unix the emulator is the child of a shell.
            process.Kill(entireProcessTree: true);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
