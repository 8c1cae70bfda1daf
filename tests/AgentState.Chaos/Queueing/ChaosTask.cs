using System.Globalization;

namespace AgentState.Chaos;

/// <summary>The tasks of the chaos: their type, their times, and what the one who completes one says of itself.</summary>
internal static class ChaosTask
{
    public const string Type = "chaos";

    /// <summary>A type of which no more than <see cref="Limit"/> tasks may be worked on at once.</summary>
    public const string LimitedType = "chaos-limited";

    public const int Limit = 6;

    public const string Producer = "producer";

    /// <summary>How long leases are in this run; each process gets it by its arguments. 4 s where faults are to meet many leases.</summary>
    public static TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(4);

    public static TimeSpan RenewalInterval => Lease / 4;

    public static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    /// <summary>The times, for whoever claims.</summary>
    public static void Configure(AgentStateOptions options)
    {
        (options.Tasks.LeaseDuration, options.Tasks.RenewalInterval, options.Tasks.SweepInterval) = (Lease, RenewalInterval, SweepInterval);
        (options.Tasks.PollInterval, options.Tasks.ClaimTimeout) = (TimeSpan.FromSeconds(1), Lease / 2);
        options.Tasks.RetryDelay = TimeSpan.FromSeconds(1);
    }

    /// <summary>What a task is about: its number.</summary>
    public static StateMap PayloadOf(int number) => StateMap.FromDictionary(new Dictionary<string, object?> { ["number"] = (long)number });

    /// <summary>
    /// Whether its handler works for longer than two leases: one in twenty does, and so some do however short the run is.
    /// </summary>
    public static bool IsLong(AgentTask task) =>
        Convert.ToInt32(task.Payload.ToDictionary()["number"], CultureInfo.InvariantCulture) % 20 == 7;

    /// <summary>Whether it ends the process that works on it, each time.</summary>
    public static bool IsPoison(AgentTask task) =>
        Convert.ToInt32(task.Payload.ToDictionary()["number"], CultureInfo.InvariantCulture) % 200 == 13;

    /// <summary>The type of the task of that number: one in six is limited.</summary>
    public static string TypeOf(int number) => number % 6 == 5 ? LimitedType : Type;

    /// <summary>What a handler of ours returns: by it the document tells which attempt it is from.</summary>
    public static StateMap ResultOf(TaskContext context, string process) => StateMap.FromDictionary(new Dictionary<string, object?>
    {
        ["agent"] = context.AgentId,
        ["process"] = process,
        ["attempt"] = (long)context.Attempt,
        ["token"] = context.Claim.Token,
    });

    /// <summary>What <see cref="ResultOf"/> says; null where the result is not one of ours.</summary>
    public static (string Agent, string Process, int Attempt, string Token)? Read(StateMap? result) =>
        result?.ToDictionary() is { } map && map.TryGetValue("token", out var token)
            ? ((string)map["agent"]!, (string)map["process"]!, Convert.ToInt32(map["attempt"], CultureInfo.InvariantCulture), (string)token!)
            : null;
}
