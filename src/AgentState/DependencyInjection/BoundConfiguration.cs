using Microsoft.Extensions.Configuration;

namespace AgentState.Internal.DependencyInjection;

/// <summary>A configuration, usually a section, from which options of a registration are bound.</summary>
/// <param name="ServiceKey">The key of the registration; empty for the registration without a key.</param>
/// <param name="Configuration">The configuration, usually a section.</param>
/// <param name="Keys">The keys that set options.</param>
internal sealed record BoundConfiguration(string ServiceKey, IConfiguration Configuration, ConfigurationKeys Keys)
{
    /// <summary>The path of the section; null for a whole configuration, which also contains keys of other components.</summary>
    public string? Path => (Configuration as IConfigurationSection)?.Path;
}
