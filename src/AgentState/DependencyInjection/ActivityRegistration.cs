using AgentState.Internal.Activities;
using AgentState.Internal.Watching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using static AgentState.Internal.DependencyInjection.KeyedServices;

namespace AgentState.Internal.DependencyInjection;

/// <summary>Registers the services of the activity log.</summary>
internal static class ActivityRegistration
{
    public static void Add(IServiceCollection services, string serviceKey)
    {
        services.TryAddKeyedSingleton(serviceKey, static (provider, key) => MakeForm(provider, (string)key!));
        services.TryAddKeyedSingleton(serviceKey, static (provider, key) => MakePump(provider, (string)key!));
        AddService<IActivityLog>(services, serviceKey, MakeLog);
    }

    private static ActivityForm MakeForm(IServiceProvider provider, string serviceKey) => new(
        StackOf(provider, serviceKey).Documents.Root, OptionsOf(provider, serviceKey).Activity, StackOf(provider, serviceKey).Clock);

    private static ActivityPump MakePump(IServiceProvider provider, string serviceKey) => new(
        StackOf(provider, serviceKey),
        provider.GetRequiredKeyedService<ActivityForm>(serviceKey),
        OptionsOf(provider, serviceKey).Activity,
        Logger<ActivityPump>(provider));

    private static ActivityLog MakeLog(IServiceProvider provider, string serviceKey) => new(
        StackOf(provider, serviceKey),
        provider.GetRequiredKeyedService<ListenerHub>(serviceKey),
        provider.GetRequiredKeyedService<ActivityForm>(serviceKey),
        provider.GetRequiredKeyedService<ActivityPump>(serviceKey),
        Logger<ActivityLog>(provider));
}
