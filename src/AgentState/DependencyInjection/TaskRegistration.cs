using AgentState.Internal.Activities;
using AgentState.Internal.Agents.Counting;
using AgentState.Internal.Agents.Registry;
using AgentState.Internal.Tasks.Administration;
using AgentState.Internal.Tasks.Batching;
using AgentState.Internal.Tasks.Claiming;
using AgentState.Internal.Tasks.Completing;
using AgentState.Internal.Tasks.Enqueueing;
using AgentState.Internal.Tasks.Limits;
using AgentState.Internal.Tasks.Queueing;
using AgentState.Internal.Tasks.Renewing;
using AgentState.Internal.Tasks.Sweeping;
using AgentState.Internal.Tasks.Transitions;
using AgentState.Internal.Watching;
using Microsoft.Extensions.DependencyInjection;
using static AgentState.Internal.DependencyInjection.KeyedServices;

namespace AgentState.Internal.DependencyInjection;

/// <summary>Registers the services of the task queue.</summary>
internal static class TaskRegistration
{
    public static void Add(IServiceCollection services, string serviceKey)
    {
        AddInternal(services, serviceKey, static (provider, key) => new TaskTypes(StackOf(provider, key), OptionsOf(provider, key).Tasks));
        AddInternal(services, serviceKey, static (_, _) => new CancelNotices());
        AddInternal(services, serviceKey, static (provider, key) => new TaskStats(
            Internal<CounterStore>(provider, key), OptionsOf(provider, key).Tasks.StatsCounting, StackOf(provider, key).Documents.Root));
        AddInternal(services, serviceKey, static (provider, key) => new CompletionFactory(
            StackOf(provider, key),
            OptionsOf(provider, key).Tasks,
            Internal<TaskStats>(provider, key),
            Internal<ActivityForm>(provider, key).Redactor));
        AddInternal(services, serviceKey, static (provider, key) => new ClaimPolicy(
            StackOf(provider, key), Internal<DesiredStates>(provider, key), Internal<TaskTypes>(provider, key)));
        AddInternal(services, serviceKey, static (provider, key) => new ClaimServices(
            StackOf(provider, key),
            OptionsOf(provider, key).Tasks,
            Internal<CompletionFactory>(provider, key),
            Internal<ClaimPolicy>(provider, key),
            Logger<ClaimServices>(provider),
            ClaimTokens.New));
        AddInternal(services, serviceKey, static (provider, key) => new ClaimSteps(StackOf(provider, key), OptionsOf(provider, key).Tasks));
        AddInternal(services, serviceKey, static (provider, key) => new ClaimActions(
            Internal<CompletionFactory>(provider, key), Internal<ClaimSteps>(provider, key)));
        AddInternal(services, serviceKey, static (provider, key) => new ManyCompletions(
            Internal<CompletionFactory>(provider, key), Internal<ClaimServices>(provider, key).Batch));
        AddInternal(services, serviceKey, static (provider, key) => new TaskListWriter(StackOf(provider, key)));
        AddInternal(services, serviceKey, static (provider, key) => new TaskEnqueuer(
            StackOf(provider, key),
            Internal<TaskTypes>(provider, key),
            Internal<TaskListWriter>(provider, key),
            OptionsOf(provider, key).Tasks));
        AddInternal(services, serviceKey, static (provider, key) => new TaskRenewals(
            StackOf(provider, key), OptionsOf(provider, key).Tasks, Internal<ClaimSteps>(provider, key)));
        AddInternal(services, serviceKey, static (provider, key) => new TaskSweeper(
            StackOf(provider, key),
            OptionsOf(provider, key).Tasks,
            Internal<TaskStats>(provider, key),
            Internal<TaskTypes>(provider, key),
            Logger<TaskSweeper>(provider)));
        AddService<ITaskQueue>(services, serviceKey, MakeQueue);
        AddService<ITaskAdministration>(services, serviceKey, MakeAdministration);
    }

    private static TaskQueue MakeQueue(IServiceProvider provider, string serviceKey) => new(
        StackOf(provider, serviceKey),
        Internal<ListenerHub>(provider, serviceKey),
        Internal<TaskEnqueuer>(provider, serviceKey),
        Internal<ClaimServices>(provider, serviceKey),
        Internal<ClaimActions>(provider, serviceKey),
        Internal<ManyCompletions>(provider, serviceKey));

    private static TaskAdministration MakeAdministration(IServiceProvider provider, string serviceKey) => new(
        StackOf(provider, serviceKey),
        OptionsOf(provider, serviceKey).Tasks,
        Internal<TaskTypes>(provider, serviceKey),
        Internal<TaskSweeper>(provider, serviceKey),
        Internal<CancelNotices>(provider, serviceKey));
}
