using System.Collections.Concurrent;
using AgentState.Internal.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentState.Internal.DependencyInjection;

/// <summary>Checks the configuration texts of the options at start and after each reload.</summary>
/// <remarks>A key that sets no option is logged once.</remarks>
internal sealed class ConfigurationValidator(IEnumerable<BoundConfiguration> configurations, ILogger logger)
    : IValidateOptions<AgentStateOptions>
{
    private readonly ConcurrentDictionary<string, bool> logged = new(StringComparer.OrdinalIgnoreCase);

    public ValidateOptionsResult Validate(string? name, AgentStateOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        var paths = configurations.Select(configuration => configuration.Path).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var configuration in configurations.Where(configuration => configuration.ServiceKey == name))
        {
            var check = ConfigurationCheck.Of(configuration, paths);
            foreach (var error in check.Errors)
            {
                result.AddError(error);
            }

            foreach (var (key, hint) in check.Unknown.Where(unknown => logged.TryAdd(unknown.Key, true)))
            {
                Log.UnknownConfigurationKey(logger, key, hint);
            }
        }

        return result.Build();
    }
}
