using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Chaos;

/// <summary>A server that can be killed, with a reliable proxy and a failing proxy in front of it.</summary>
internal sealed class ChaosGround : IAsyncDisposable
{
    private static readonly FirestoreEmulatorOptions Alone = new() { UseRunning = false };

    private FirestoreEmulator emulator;

    private ChaosGround(FirestoreEmulator emulator)
    {
        this.emulator = emulator;
        Project = emulator.NewProjectId();
        Door = TcpProxy.Start(emulator.Host);
        Network = TcpProxy.Start(emulator.Host);
    }

    public string Project { get; }

    /// <summary>The reliable proxy; it leads to the running server, and fails only while there is none.</summary>
    public TcpProxy Door { get; }

    /// <summary>The failing proxy to the same server; it is cut, delayed and turned into a black hole.</summary>
    public TcpProxy Network { get; }

    public static async Task<ChaosGround> StartAsync() => new(await FirestoreEmulator.StartAsync(Alone));

    /// <summary>Kills the server, which loses all data, and starts another one.</summary>
    public async Task RestartAsync()
    {
        Door.Retarget(null);
        Network.Retarget(null);
        await emulator.DisposeAsync();
        emulator = await FirestoreEmulator.StartAsync(Alone);
        Door.Retarget(emulator.Host);
        Network.Retarget(emulator.Host);
    }

    /// <summary>Creates the services of a client that connects through the given proxy.</summary>
    public ServiceProvider Provide(TcpProxy way, Action<AgentStateOptions>? more = null) => Provide(way.Host, Project, more);

    public static ServiceProvider Provide(string host, string project, Action<AgentStateOptions>? more = null) => new ServiceCollection()
        .AddAgentState(options =>
        {
            Aim(options, host, project);

            // Retries soon and for a long time, so that calls survive the outages.
            (options.Retry.MaxAttempts, options.Retry.MaxDelay, options.Retry.Timeout) =
                (100, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
            more?.Invoke(options);
        })
        .Services.BuildServiceProvider();

    /// <summary>Sets the connection to the given host, with short timeouts because of the outages.</summary>
    public static void Aim(AgentStateOptions options, string host, string project)
    {
        (options.EmulatorHost, options.ProjectId) = (host, project);
        (options.CallTimeout, options.ListenTimeout) = (TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3));
    }

    public async ValueTask DisposeAsync()
    {
        await Network.DisposeAsync();
        await Door.DisposeAsync();
        await emulator.DisposeAsync();
    }
}
