using AgentState.Internal.Activities;
using AgentState.Internal.Agents.Counting;
using AgentState.Internal.Agents.Instances;
using AgentState.Internal.Agents.Registry;
using AgentState.Internal.Watching;
using Microsoft.Extensions.DependencyInjection;
using static AgentState.Internal.DependencyInjection.KeyedServices;

namespace AgentState.Internal.DependencyInjection;

/// <summary>Registers the services of agents and their instances.</summary>
internal static class FleetRegistration
{
    public static void Add(IServiceCollection services, string serviceKey)
    {
        AddInternal(services, serviceKey, static (provider, key) => new CounterStore(
            StackOf(provider, key), OptionsOf(provider, key).Agents, Logger<CounterStore>(provider)));
        AddInternal(services, serviceKey, static (provider, key) => new Heartbeats(StackOf(provider, key), Logger<Heartbeats>(provider)));
        AddInternal(services, serviceKey, static (provider, key) => new DesiredStates(
            StackOf(provider, key).Documents.Root, OptionsOf(provider, key).Agents, provider.GetRequiredService<TimeProvider>()));
        AddInternal(services, serviceKey, static (provider, key) => new SharedStatus(
            StackOf(provider, key), Internal<ActivityForm>(provider, key), OptionsOf(provider, key).Agents));
        AddInternal(services, serviceKey, static (provider, key) => new AgentReader(
            StackOf(provider, key),
            Internal<ListenerHub>(provider, key),
            OptionsOf(provider, key).Agents,
            Logger<AgentRegistry>(provider)));
        AddInternal(services, serviceKey, static (provider, key) => new InstanceStarter(
            StackOf(provider, key), OptionsOf(provider, key).Agents, Internal<Heartbeats>(provider, key)));
        AddInternal(services, serviceKey, static (provider, key) => new AgentSweeper(
            StackOf(provider, key),
            Internal<ActivityForm>(provider, key),
            OptionsOf(provider, key).Agents,
            Logger<AgentRegistry>(provider)));
        AddService<IAgentRegistry>(services, serviceKey, MakeRegistry);
    }

    private static AgentRegistry MakeRegistry(IServiceProvider provider, string serviceKey) => new(
        StackOf(provider, serviceKey),
        Internal<AgentReader>(provider, serviceKey),
        Internal<InstanceStarter>(provider, serviceKey),
        Internal<AgentSweeper>(provider, serviceKey),
        Internal<CounterStore>(provider, serviceKey),
        Internal<DesiredStates>(provider, serviceKey),
        Internal<ActivityForm>(provider, serviceKey));
}
