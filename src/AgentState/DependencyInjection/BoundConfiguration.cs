using Microsoft.Extensions.Configuration;

namespace AgentState;

/// <summary>A part of the configuration that options of a registration are bound from.</summary>
/// <param name="Name">The registration's key; empty for the one without a key.</param>
/// <param name="Configuration">The part: a section as a rule.</param>
/// <param name="Keys">The keys that are bound.</param>
internal sealed record BoundConfiguration(string Name, IConfiguration Configuration, ConfigurationKeys Keys)
{
    /// <summary>The section's path; null for a whole configuration, which holds other programs' keys as well.</summary>
    public string? Path => (Configuration as IConfigurationSection)?.Path;
}
