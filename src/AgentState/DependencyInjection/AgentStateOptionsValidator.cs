using AgentState.Internal.Agents;
using AgentState.Internal.Engines.Firestore;
using AgentState.Internal.Redaction;
using Microsoft.Extensions.Options;

namespace AgentState.Internal.DependencyInjection;

/// <summary>Validates the options at start; each message contains the setting, its value and the cure.</summary>
internal sealed class AgentStateOptionsValidator(IOptionsMonitor<EngineOptions> engines) : IValidateOptions<AgentStateOptions>
{
    // .NET parses the setting "1" as one day. These limits reject it where a day makes no sense, however the options are bound.
    private static readonly TimeSpan HalfDay = TimeSpan.FromHours(12);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    public ValidateOptionsResult Validate(string? name, AgentStateOptions options)
    {
        var result = new ValidateOptionsResultBuilder();

        InRange("ListenTimeout", options.ListenTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        InRange("Retry:Delay", options.Retry.Delay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        InRange("Retry:MaxDelay", options.Retry.MaxDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10));
        InRange("Retry:Timeout", options.Retry.Timeout, TimeSpan.Zero, Hour);
        InRange("Agents:FlushInterval", options.Agents.FlushInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        InRange("Agents:HeartbeatInterval", options.Agents.HeartbeatInterval, AgentArguments.MinHeartbeat, AgentArguments.MaxHeartbeat);
        InRangeOrOff("Agents:DesiredStateMaxAge", options.Agents.DesiredStateMaxAge, TimeSpan.Zero, TimeSpan.FromHours(1));
        InRangeOrOff("Tasks:PauseMaxAge", options.Tasks.PauseMaxAge, TimeSpan.Zero, TimeSpan.FromHours(1));
        InRange("Tokens:RefreshSkew", options.Tokens.RefreshSkew, TimeSpan.Zero, HalfDay);
        InRange("Tokens:RefreshTimeout", options.Tokens.RefreshTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        InRange("Tokens:SaveTimeout", options.Tokens.SaveTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        InRange("Tokens:ConfigurationPause", options.Tokens.ConfigurationPause, TimeSpan.Zero, TimeSpan.FromHours(1));
        InRange("Tokens:RetryPause", options.Tokens.RetryPause, TimeSpan.Zero, TimeSpan.FromHours(1));
        InRange("Tokens:CacheMaxAge", options.Tokens.CacheMaxAge, TimeSpan.Zero, TimeSpan.FromHours(1));
        InRange("Tasks:LeaseDuration", options.Tasks.LeaseDuration, TimeSpan.FromSeconds(1), HalfDay);
        InRange("Tasks:RenewalInterval", options.Tasks.RenewalInterval, TimeSpan.FromMilliseconds(40), HalfDay);
        InRange("Tasks:PollInterval", options.Tasks.PollInterval, TimeSpan.FromMilliseconds(100), Hour);
        InRange("Tasks:SweepInterval", options.Tasks.SweepInterval, TimeSpan.FromMilliseconds(100), Hour);
        InRange("Tasks:ClaimTimeout", options.Tasks.ClaimTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        InRange("Tasks:RetryDelay", options.Tasks.RetryDelay, TimeSpan.Zero, HalfDay);
        InRange("Tasks:MaxRetryDelay", options.Tasks.MaxRetryDelay, TimeSpan.Zero, Day * 30);
        InRange("Tasks:Retention", options.Tasks.Retention ?? Day, TimeSpan.Zero, Year * 100);
        InRange("Tasks:SweepOtherClientsAfter", options.Tasks.SweepOtherClientsAfter ?? Day, TimeSpan.FromMinutes(1), Year);

        InRange("Activity:FlushInterval", options.Activity.FlushInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        InRange("Activity:FlushTimeout", options.Activity.FlushTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        InRange("Activity:InfoRetention", options.Activity.InfoRetention ?? Day, TimeSpan.FromSeconds(1), Year * 100);
        InRange("Activity:WarnRetention", options.Activity.WarnRetention ?? Day, TimeSpan.FromSeconds(1), Year * 100);
        InRange("Activity:ErrorRetention", options.Activity.ErrorRetention ?? Day, TimeSpan.FromSeconds(1), Year * 100);
        CountInRange("Activity:BatchSize", options.Activity.BatchSize, 1, 500);
        CountInRange("Activity:BatchBytes", options.Activity.BatchBytes, 64 * 1024, 8 * 1024 * 1024);
        CountInRange("Activity:QueueCapacity", options.Activity.QueueCapacity, 1, 1_000_000);
        CountInRange("Activity:QueueBytes", options.Activity.QueueBytes, 2 * 1024 * 1024, 1024 * 1024 * 1024);

        if (!Enum.IsDefined(options.Activity.WhenFull))
        {
            Add("Activity:WhenFull", options.Activity.WhenFull, "Set it to DropNewest or Wait.");
        }

        if (options.Activity.Redaction.Keys.Any(key => SecretKeys.Plain(key ?? "").Length == 0))
        {
            Add("Activity:Redaction:Keys", "a list with an empty word", "Remove the empty word: it would match every key.");
        }

        foreach (var pattern in options.Activity.Redaction.Patterns)
        {
            if (WhyNoPattern(pattern) is { } wrong)
            {
                Add("Activity:Redaction:Patterns", $"a list with the invalid pattern '{pattern}'", wrong);
            }
        }

        if (options.Retry.MaxAttempts is < 1 or > 100)
        {
            Add("Retry:MaxAttempts", options.Retry.MaxAttempts, "Set it to a value from 1 (no retries) to 100.");
        }

        if (options.Tokens.CacheSize is < 0 or > 100_000)
        {
            Add("Tokens:CacheSize", options.Tokens.CacheSize, "Set it to a value from 0 (no cache) to 100000.");
        }

        if (options.Tokens.WatchedKeys is < 0 or > 80)
        {
            Add(
                "Tokens:WatchedKeys",
                options.Tokens.WatchedKeys,
                "Set it to a value from 0 (no watches) to 80: each watched key needs a stream.");
        }

        if (!Enum.IsDefined(options.Tasks.StatsCounting))
        {
            Add("Tasks:StatsCounting", options.Tasks.StatsCounting, "Set it to Batched, WithTask or Off.");
        }

        if (options.Retry.MaxDelay < options.Retry.Delay)
        {
            Add("Retry:MaxDelay", options.Retry.MaxDelay, $"Raise it to at least AgentState:Retry:Delay ({options.Retry.Delay}).");
        }

        if (options.Tasks.MaxRetryDelay < options.Tasks.RetryDelay)
        {
            Add(
                "Tasks:MaxRetryDelay",
                options.Tasks.MaxRetryDelay,
                $"Raise it to at least AgentState:Tasks:RetryDelay ({options.Tasks.RetryDelay}).");
        }

        if (options.Tasks.RenewalInterval >= options.Tasks.LeaseDuration / 2)
        {
            Add(
                "Tasks:RenewalInterval",
                options.Tasks.RenewalInterval,
                $"It must be less than half of AgentState:Tasks:LeaseDuration ({options.Tasks.LeaseDuration}). " +
                "Lower it, or raise the lease duration.");
        }

        if (options.Tasks.ClaimTimeout > options.Tasks.LeaseDuration)
        {
            Add(
                "Tasks:ClaimTimeout",
                options.Tasks.ClaimTimeout,
                $"The lease ({options.Tasks.LeaseDuration}) of a claim that takes longer has expired when the claim returns. " +
                "Lower it, or raise AgentState:Tasks:LeaseDuration.");
        }

        var connection = options.ToConnection();
        foreach (var failure in ConnectionRules.Failures(connection))
        {
            result.AddError($"AgentState:{failure}");
        }

        // Only the Firestore engine needs a connection; a missing one fails here instead of at the first call.
        if (engines.Get(name).Create is null && WhyNoConnection(connection) is { } reason)
        {
            result.AddError(reason);
        }

        return result.Build();

        void InRangeOrOff(string setting, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value != Timeout.InfiniteTimeSpan)
            {
                InRange(setting, value, least, most);
            }
        }

        void InRange(string setting, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most)
            {
                Add(setting, value, $"Set it to a value from {least} to {most}.");
            }
        }

        void CountInRange(string setting, long value, long least, long most)
        {
            if (value < least || value > most)
            {
                Add(setting, value, $"Set it to a value from {least} to {most}.");
            }
        }

        void Add(string setting, object value, string cure) => result.AddError($"AgentState:{setting} is {value}. {cure}", setting);
    }

    private static string? WhyNoPattern(string pattern)
    {
        try
        {
            Redactor.Compile(pattern);
            return null;
        }
        catch (ArgumentException error)
        {
            return error.Message;
        }
    }

    private static string? WhyNoConnection(ConnectionSettings connection)
    {
        try
        {
            ConnectionResolver.Resolve(connection);
            return null;
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException)
        {
            return error.Message;
        }
    }
}
