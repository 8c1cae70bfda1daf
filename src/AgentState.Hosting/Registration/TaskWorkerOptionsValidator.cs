using System.Collections.Concurrent;
using AgentState.Internal.DependencyInjection;
using AgentState.Internal.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentState.Internal.Hosting.Registration;

/// <summary>Validates the options of workers at start; each message contains the setting, its value and the cure.</summary>
/// <remarks>It also checks the configured texts. A key that sets no option is logged once.</remarks>
internal sealed class TaskWorkerOptionsValidator(
    IEnumerable<TaskWorkerKey> workers, IEnumerable<BoundConfiguration> configurations, ILogger logger)
    : IValidateOptions<TaskWorkerOptions>
{
    // A timer takes at most about 50 days.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(45);
    private static readonly ConfigurationKeys Keys = ConfigurationKeys.Of<TaskWorkerOptions>();

    private readonly ConcurrentDictionary<string, bool> logged = new(StringComparer.OrdinalIgnoreCase);

    public ValidateOptionsResult Validate(string? name, TaskWorkerOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        var worker = workers.FirstOrDefault(worker => worker.OptionsName == name);
        foreach (var section in worker?.SectionsOf(configurations) ?? [])
        {
            CheckTexts(section, result);
        }

        Require("Concurrency", options.Concurrency, options.Concurrency is >= 1 and <= 1_000, "a value from 1 to 1000");
        Require(
            "MaxPrefetch",
            options.MaxPrefetch,
            options.MaxPrefetch is >= 0 and <= 500,
            "a value from 0 (nothing is claimed ahead) to 500");
        Require(
            "Timeout",
            options.Timeout,
            options.Timeout is null || (options.Timeout > TimeSpan.Zero && options.Timeout <= Longest),
            $"a value above {TimeSpan.Zero}, at most {Longest}, or leave it unset for no timeout");
        RequireRange("CancellationGracePeriod", options.CancellationGracePeriod);
        RequireRange("ShutdownTimeout", options.ShutdownTimeout);
        return result.Build();

        void RequireRange(string setting, TimeSpan value) =>
            Require(setting, value, value >= TimeSpan.Zero && value <= Longest, $"a value from {TimeSpan.Zero} to {Longest}");

        void Require(string setting, object? value, bool isValid, string cure)
        {
            if (!isValid)
            {
                var path = ConfigurationPath.Combine("AgentState", ConfigurationKeys.Workers, worker?.Type ?? name ?? "", setting);
                result.AddError($"{path} is {value}. Set it to {cure}.", setting);
            }
        }
    }

    private void CheckTexts(IConfigurationSection section, ValidateOptionsResultBuilder result)
    {
        var check = ConfigurationCheck.Of(new BoundConfiguration("", section, Keys), []);
        foreach (var error in check.Errors)
        {
            result.AddError(error);
        }

        foreach (var (key, hint) in check.Unknown.Where(unknown => logged.TryAdd(unknown.Key, true)))
        {
            Log.UnknownConfigurationKey(logger, key, hint);
        }
    }
}
