using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Chaos;

/// <summary>
/// A server that can be killed, a door to it that always leads to the one that runs, and a network beyond which everything may happen.
/// </summary>
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

    /// <summary>Leads to the server that runs, and fails only while there is none.</summary>
    public TcpProxy Door { get; }

    /// <summary>Leads to the same, and is cut, slowed down and made a black hole.</summary>
    public TcpProxy Network { get; }

    public static async Task<ChaosGround> StartAsync() => new(await FirestoreEmulator.StartAsync(Alone));

    /// <summary>Kills the server, with all its data, and starts another one.</summary>
    public async Task RestartAsync()
    {
        Door.Retarget(null);
        Network.Retarget(null);
        await emulator.DisposeAsync();
        emulator = await FirestoreEmulator.StartAsync(Alone);
        Door.Retarget(emulator.Host);
        Network.Retarget(emulator.Host);
    }

    /// <summary>What a program registers that comes by this way.</summary>
    public ServiceProvider Provide(TcpProxy way, Action<AgentStateOptions>? more = null) => Provide(way.Host, Project, more);

    public static ServiceProvider Provide(string host, string project, Action<AgentStateOptions>? more = null) => new ServiceCollection()
        .AddAgentState(options =>
        {
            Aim(options, host, project);

            // Whoever is in for outages tries again soon, and for long.
            (options.Retry.MaxAttempts, options.Retry.MaxDelay, options.Retry.Timeout) = (100, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
            more?.Invoke(options);
        })
        .Services.BuildServiceProvider();

    /// <summary>Connects to the server by this way. Whoever is in for outages gives up soon.</summary>
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
