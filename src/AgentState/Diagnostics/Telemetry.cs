using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AgentState.Internal.Diagnostics;

/// <summary>The instruments behind <see cref="AgentStateTelemetry"/>.</summary>
internal static class Telemetry
{
    public static readonly ActivitySource Source = new(AgentStateTelemetry.ActivitySourceName);

    private static readonly Meter Meter = new(AgentStateTelemetry.MeterName);

    private static readonly Counter<long> Reads = Meter.CreateCounter<long>(
        AgentStateTelemetry.BilledReads, "{read}", "Documents that the database bills as read.");

    private static readonly Counter<long> Writes = Meter.CreateCounter<long>(
        AgentStateTelemetry.BilledWrites, "{write}", "Documents that the database bills as written.");

    private static readonly Counter<long> Deletes = Meter.CreateCounter<long>(
        AgentStateTelemetry.BilledDeletes, "{delete}", "Documents that the database bills as deleted.");

    private static readonly Counter<long> Claims = Meter.CreateCounter<long>(
        AgentStateTelemetry.TaskClaims, "{claim}", "Tasks claimed by this process.");

    private static readonly Counter<long> ClaimsLost = Meter.CreateCounter<long>(
        AgentStateTelemetry.TaskClaimsLost,
        "{claim}",
        "Claims of this process that failed because another process changed the task first.");

    private static readonly Counter<long> Refreshes = Meter.CreateCounter<long>(
        AgentStateTelemetry.TokenRefreshes, "{grant}", "Grants that this process refreshed or minted, and stored.");

    private static readonly Counter<long> Reauthorizations = Meter.CreateCounter<long>(
        AgentStateTelemetry.TokenReauthorizations, "{grant}", "Grants that a service refused to refresh.");

    private static readonly Counter<long> RacesRecovered = Meter.CreateCounter<long>(
        AgentStateTelemetry.TokenRacesRecovered, "{grant}", "Refreshes that found a token that another process had stored first.");

    private static readonly Counter<long> LeasesTakenOver = Meter.CreateCounter<long>(
        AgentStateTelemetry.TokenLeasesTakenOver, "{grant}", "Refreshes taken over from a process that did not finish in time.");

    private static readonly Counter<long> ActivitiesDropped = Meter.CreateCounter<long>(
        AgentStateTelemetry.ActivityDropped, "{entry}", "Log entries of this process that were dropped because the queue was full.");

    private static readonly Counter<long> ActivitiesRefused = Meter.CreateCounter<long>(
        AgentStateTelemetry.ActivityRefused, "{entry}", "Buffered log entries of this process that the database refused.");

    private static readonly ConcurrentDictionary<ListenerActivity, bool> OpenListeners = new();

    // Referenced here so that the instrument is not garbage-collected.
    private static readonly ObservableGauge<double> ListenerAge = Meter.CreateObservableGauge(
        AgentStateTelemetry.ListenerAge, ReadPulses, "s", "The longest time since the last message to a listener.");

    /// <summary>Whether billed operations are measured at all; counting them costs a little.</summary>
    public static bool CountsBilled => Reads.Enabled || Writes.Enabled || Deletes.Enabled;

    public static void Read(string collection, long documents) => Add(Reads, documents, ServiceOf(collection));

    public static void Wrote(string collection) => Add(Writes, 1, ServiceOf(collection));

    public static void Deleted(string collection) => Add(Deletes, 1, ServiceOf(collection));

    public static void Claimed(string taskType) => Add(Claims, 1, TypeOf(taskType));

    public static void LostClaim(string taskType) => Add(ClaimsLost, 1, TypeOf(taskType));

    public static void RefreshedToken() => Add(Refreshes, 1);

    public static void NeededReauthorization() => Add(Reauthorizations, 1);

    public static void RecoveredRace() => Add(RacesRecovered, 1);

    public static void TookLeaseOver() => Add(LeasesTakenOver, 1);

    public static void DroppedActivity(string level) => Add(ActivitiesDropped, 1, LevelOf(level));

    public static void RefusedActivity(string level) => Add(ActivitiesRefused, 1, LevelOf(level));

    public static void Track(ListenerActivity pulse) => OpenListeners.TryAdd(pulse, true);

    public static void Untrack(ListenerActivity pulse) => OpenListeners.TryRemove(pulse, out _);

    // Meter listeners are application code: their exceptions are swallowed so that they do not affect the call that is counted.
    private static void Add(Counter<long> counter, long count, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            counter.Add(count, tags);
        }
        catch (Exception)
        {
            // Only that listener loses the count.
        }
    }

    private static IEnumerable<Measurement<double>> ReadPulses() =>
        OpenListeners.Keys.GroupBy(pulse => pulse.Collection, StringComparer.Ordinal)
            .Select(group => new Measurement<double>(group.Max(pulse => pulse.Age.TotalSeconds), ServiceOf(group.Key)));

    private static KeyValuePair<string, object?> LevelOf(string level) => new(AgentStateTelemetry.ActivityLevelTag, level);

    private static KeyValuePair<string, object?> TypeOf(string taskType) => new(AgentStateTelemetry.TaskTypeTag, taskType);

    private static KeyValuePair<string, object?> ServiceOf(string collection) => new(AgentStateTelemetry.ServiceTag, collection switch
    {
        "instances" => "agents",
        "taskTypes" or "slots" => "tasks",
        "logs" => "activity",
        _ => collection,
    });
}
