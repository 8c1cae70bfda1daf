using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents.Calls;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AgentState.Internal.DependencyInjection;

/// <summary>Registers and resolves the services of one registration by its key.</summary>
/// <remarks>
/// Internal services always have the key, which is empty for the registration without a key. Public services of that registration have no
/// key.
/// </remarks>
internal static class KeyedServices
{
    /// <summary>Registers a public service, unless it is already registered.</summary>
    public static void AddService<T>(IServiceCollection services, string serviceKey, Func<IServiceProvider, string, T> make)
        where T : class
    {
        if (serviceKey == Options.DefaultName)
        {
            services.TryAddSingleton(provider => make(provider, serviceKey));
        }
        else
        {
            services.TryAddKeyedSingleton(serviceKey, (provider, _) => make(provider, serviceKey));
        }
    }

    /// <summary>Registers an internal service, unless it is already registered.</summary>
    public static void AddInternal<T>(IServiceCollection services, string serviceKey, Func<IServiceProvider, string, T> make)
        where T : class =>
        services.TryAddKeyedSingleton(serviceKey, (provider, _) => make(provider, serviceKey));

    /// <summary>Resolves an internal service.</summary>
    public static T Internal<T>(IServiceProvider provider, string serviceKey)
        where T : notnull => provider.GetRequiredKeyedService<T>(serviceKey);

    /// <summary>Resolves a public service.</summary>
    public static T Service<T>(IServiceProvider provider, string serviceKey)
        where T : notnull =>
        serviceKey == Options.DefaultName ? provider.GetRequiredService<T>() : provider.GetRequiredKeyedService<T>(serviceKey);

    public static DocumentStack StackOf(IServiceProvider provider, string serviceKey) =>
        provider.GetRequiredKeyedService<DocumentStack>(serviceKey);

    public static AgentStateOptions OptionsOf(IServiceProvider provider, string serviceKey) =>
        provider.GetRequiredService<IOptionsMonitor<AgentStateOptions>>().Get(serviceKey);

    /// <summary>Creates a logger, which works without registered logging.</summary>
    public static GuardedLogger<T> Logger<T>(IServiceProvider provider) =>
        GuardedLogger<T>.From(provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance);
}
