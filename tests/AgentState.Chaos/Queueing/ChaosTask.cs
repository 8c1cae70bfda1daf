using System.Globalization;

namespace AgentState.Chaos;

/// <summary>The tasks of a run: their types, times, payloads and results.</summary>
internal static class ChaosTask
{
    public const string Type = "chaos";

    /// <summary>A type with a concurrency limit of <see cref="Limit"/>.</summary>
    public const string LimitedType = "chaos-limited";

    public const int Limit = 6;

    public const string Producer = "producer";

    /// <summary>The lease duration of this run, passed to each process; the default of 4 s lets faults hit many leases.</summary>
    public static TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(4);

    public static TimeSpan RenewalInterval => Lease / 4;

    public static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    /// <summary>Sets the times of a client that claims tasks.</summary>
    public static void Configure(AgentStateOptions options)
    {
        (options.Tasks.LeaseDuration, options.Tasks.RenewalInterval, options.Tasks.SweepInterval) = (Lease, RenewalInterval, SweepInterval);
        (options.Tasks.PollInterval, options.Tasks.ClaimTimeout) = (TimeSpan.FromSeconds(1), Lease / 2);
        options.Tasks.RetryDelay = TimeSpan.FromSeconds(1);
    }

    /// <summary>Returns the payload of the task with this number.</summary>
    public static StateMap PayloadOf(int number) => StateMap.FromDictionary(new Dictionary<string, object?> { ["number"] = (long)number });

    /// <summary>Whether its handler works for longer than two leases; one task in 20 does, so even a short run has some.</summary>
    public static bool IsLong(AgentTask task) =>
        Convert.ToInt32(task.Payload.ToDictionary()["number"], CultureInfo.InvariantCulture) % 20 == 7;

    /// <summary>Whether each of its attempts ends the process; one task in 200 does.</summary>
    public static bool IsPoison(AgentTask task) =>
        Convert.ToInt32(task.Payload.ToDictionary()["number"], CultureInfo.InvariantCulture) % 200 == 13;

    /// <summary>Returns the type of the task with this number; one in six has a concurrency limit.</summary>
    public static string TypeOf(int number) => number % 6 == 5 ? LimitedType : Type;

    /// <summary>Returns the result of a handler, which identifies the attempt that completed the task.</summary>
    public static StateMap ResultOf(TaskContext context, string process) => StateMap.FromDictionary(new Dictionary<string, object?>
    {
        ["agent"] = context.AgentId,
        ["process"] = process,
        ["attempt"] = (long)context.Attempt,
        ["token"] = context.Claim.Token,
    });

    /// <summary>Reads a result of <see cref="ResultOf"/>; null if the result is from another client.</summary>
    public static (string Agent, string Process, int Attempt, string Token)? Read(StateMap? result) =>
        result?.ToDictionary() is { } map && map.TryGetValue("token", out var token)
            ? (
                (string)map["agent"]!,
                (string)map["process"]!,
                Convert.ToInt32(map["attempt"], CultureInfo.InvariantCulture),
                (string)token!)
            : null;
}
