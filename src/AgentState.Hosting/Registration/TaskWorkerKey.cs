using AgentState.Internal.DependencyInjection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Internal.Hosting.Registration;

/// <summary>The registration and the task type of one worker.</summary>
/// <remarks>It is registered as an instance, so that a later registration can find it.</remarks>
/// <param name="ServiceKey">The key of the AgentState registration; empty for the one without a key.</param>
/// <param name="Type">The type of the tasks.</param>
internal sealed record TaskWorkerKey(string ServiceKey, string Type)
{
    /// <summary>The name of the worker's options.</summary>
    public string OptionsName => ServiceKey.Length == 0 ? Type : $"{ServiceKey}/{Type}";

    /// <summary>The keys of all registered workers.</summary>
    public static IEnumerable<TaskWorkerKey> Of(IServiceCollection services) => services
        .Where(static service => !service.IsKeyedService)
        .Select(static service => service.ImplementationInstance)
        .OfType<TaskWorkerKey>();

    /// <summary>The sections of the registration's configurations from which the worker's options are bound.</summary>
    public IEnumerable<IConfigurationSection> SectionsOf(IEnumerable<BoundConfiguration> configurations) => configurations
        .Where(bound => bound.ServiceKey == ServiceKey && bound.Keys == ConfigurationKeys.AgentState)
        .Select(bound => bound.Configuration.GetSection(ConfigurationPath.Combine(ConfigurationKeys.Workers, Type)));
}
