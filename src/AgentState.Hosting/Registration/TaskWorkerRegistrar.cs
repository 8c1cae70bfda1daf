using AgentState.Internal.Data.Checks;
using AgentState.Internal.DependencyInjection;
using AgentState.Internal.Hosting.Agents;
using AgentState.Internal.Hosting.Workers;
using AgentState.Internal.Hosting.Workers.Reporting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AgentState.Internal.Hosting.Registration;

/// <summary>Adds workers, their options and their agents to a service collection.</summary>
internal static class TaskWorkerRegistrar
{
    public static void Add(
        AgentStateBuilder builder, string type, Action<TaskWorkerOptions> configure, Func<IServiceProvider, ITaskHandler> makeHandler)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        Arguments.CheckName(type);
        var worker = new TaskWorkerKey(builder.ServiceKey, type);
        var others = TaskWorkerKey.Of(builder.Services).ToList();
        if (others.Contains(worker))
        {
            throw new ArgumentException($"A worker for tasks of type '{type}' was already added. Add one worker per type.", nameof(type));
        }

        if (others.Find(other => other.OptionsName == worker.OptionsName) is { } clash)
        {
            throw new ArgumentException(
                $"The options name '{worker.OptionsName}' already belongs to the worker for tasks of type '{clash.Type}' of another " +
                "registration. Choose another type or key.",
                nameof(type));
        }

        var agentId = builder is HostedAgentBuilder agent ? agent.AgentId : AddAgent(builder, type);
        if (!others.Exists(other => other.ServiceKey == worker.ServiceKey))
        {
            AddServices(builder.Services, worker.ServiceKey);
        }

        builder.Services.AddSingleton(worker);
        AddOptions(builder.Services, worker, configure);
        builder.Services.AddSingleton(provider => new TaskWorkerRegistration(
            worker.ServiceKey,
            type,
            agentId,
            provider.GetRequiredService<IOptionsMonitor<TaskWorkerOptions>>().Get(worker.OptionsName),
            makeHandler));
    }

    // Adds the agent of a worker that was not added to the builder of an agent.
    private static string AddAgent(AgentStateBuilder builder, string type)
    {
        var agentId = $"{type}-agent";
        try
        {
            Arguments.CheckId(agentId);
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException(
                $"'{agentId}', derived from the type, is not a valid agent id. Call AddAgent with another id before AddTaskWorker. " +
                error.Message,
                nameof(type),
                error);
        }

        switch (HostedAgentOwner.Of(builder.Services, agentId))
        {
            case null:
                builder.AddAgent(agentId, type);
                break;
            case { } owner when owner.ServiceKey != builder.ServiceKey:
                throw new ArgumentException(
                    $"The agent '{agentId}' belongs to another registration of this host. " +
                    "Call AddAgent with another id before AddTaskWorker.",
                    nameof(type));
        }

        return agentId;
    }

    private static void AddServices(IServiceCollection services, string serviceKey)
    {
        services.AddKeyedSingleton<WorkMeter>(serviceKey);
        services.AddSingleton<IHostedService>(provider => TaskWorkerFactory.MakeSweep(provider, serviceKey));
        services.AddSingleton<IHostedService>(provider => TaskWorkerFactory.MakeService(provider, serviceKey));
    }

    private static void AddOptions(IServiceCollection services, TaskWorkerKey worker, Action<TaskWorkerOptions> configure)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TaskWorkerOptions>, TaskWorkerOptionsValidator>(
            static provider => new TaskWorkerOptionsValidator(
                provider.GetServices<TaskWorkerKey>(),
                provider.GetServices<BoundConfiguration>(),
                KeyedServices.Logger<TaskWorkerOptionsValidator>(provider))));
        services.AddOptions<TaskWorkerOptions>(worker.OptionsName)
            .Configure<IEnumerable<BoundConfiguration>>((options, configurations) =>
            {
                foreach (var section in worker.SectionsOf(configurations))
                {
                    section.Bind(options);
                }
            })
            .Configure(configure)
            .ValidateOnStart();
    }
}
