using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentState.Contracts;

/// <summary>Creates hosts with workers over an engine that outlives them.</summary>
internal static class WorkerHost
{
    public static IHost Of(
        IDocumentStore engine,
        Action<AgentStateBuilder> add,
        Action<TaskOptions>? configure = null,
        TimeSpan? shutdown = null,
        TimeProvider? time = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddLogging();
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        var agentState = builder.Services.AddAgentState(options =>
        {
            (options.Retry.MaxAttempts, options.Retry.Delay, options.Retry.MaxDelay) =
                (3, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5));
            configure?.Invoke(options.Tasks);
        });
        add(agentState);
        builder.Services.Configure<EngineOptions>("", options => options.Create = (_, _) => engine);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = shutdown ?? TimeSpan.FromSeconds(30));
        return builder.Build();
    }
}
