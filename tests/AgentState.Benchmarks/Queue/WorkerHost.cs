using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentState.Benchmarks;

/// <summary>A host with one worker of <c>AddTaskWorker</c>, whose handlers report each call and may take time.</summary>
internal sealed class WorkerHost : IAsyncDisposable
{
    private readonly IHost host;
    private readonly DrainSign drained = new();

    public WorkerHost(
        string emulatorHost,
        string projectId,
        int handlers,
        Action<AgentTask> handled,
        Func<Task>? work = null,
        bool usePartitions = false)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services
            .AddAgentState(options =>
            {
                options.EmulatorHost = emulatorHost;
                options.ProjectId = projectId;
                options.Tasks.UsePartitions = usePartitions;
            })
            .AddTaskWorker(
                Workload.TaskType,
                async (context, _) =>
                {
                    handled(context.Task);
                    await (work?.Invoke() ?? Task.CompletedTask);
                    return Workload.Result;
                },
                options => options.Concurrency = handlers);
        builder.Services.AddSingleton(drained).AddHostedService(services => services.GetRequiredService<DrainSign>());
        host = builder.Build();
        Client = host.Services.GetRequiredService<AgentStateClient>();
    }

    public AgentStateClient Client { get; }

    /// <summary>The time when all completions were stored during the stop.</summary>
    public long DrainedAt => drained.At;

    /// <summary>Starts the host; returns when the agent is registered and the worker claims tasks.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await host.StartAsync(cancellationToken);
        await host.Services.GetRequiredKeyedService<HostedAgent>(Workload.Worker).Instance.WaitAsync(cancellationToken);
    }

    /// <summary>Stops the host; returns when all completions are stored and the agent is deregistered.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => host.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}
