using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentState.Benchmarks;

/// <summary>A host with one worker, as <c>AddTaskWorker</c> makes it. Its handlers report that they were called, and work for a while.</summary>
internal sealed class WorkerHost : IAsyncDisposable
{
    private readonly IHost host;
    private readonly DrainSign drained = new();

    public WorkerHost(string emulatorHost, string projectId, int handlers, Action<AgentTask> handled, Func<Task>? work = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services
            .AddAgentState(options =>
            {
                options.EmulatorHost = emulatorHost;
                options.ProjectId = projectId;
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

    /// <summary>When, while the host stopped, all that was claimed had been stored.</summary>
    public long DrainedAt => drained.At;

    /// <summary>Ends when the agent is registered, and its worker looks for tasks.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await host.StartAsync(cancellationToken);
        await host.Services.GetRequiredKeyedService<HostedAgent>(Workload.Worker).Instance.WaitAsync(cancellationToken);
    }

    /// <summary>Ends when what was claimed is stored, and the agent has said goodbye.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => host.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}
