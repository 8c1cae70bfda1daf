namespace AgentState;

/// <summary>An entry to be written.</summary>
public sealed record NewActivity
{
    /// <summary>The agent that did it.</summary>
    public required string Agent { get; init; }

    /// <summary>What it did, in a word or two, such as <c>task.completed</c>; any name of up to 1,499 bytes in UTF-8.</summary>
    public required string Action { get; init; }

    /// <summary>How much it matters. Default <see cref="ActivityLevel.Info"/>.</summary>
    public ActivityLevel Level { get; init; } = ActivityLevel.Info;

    /// <summary>Whatever else there is to tell. Default empty.</summary>
    public StateMap Details { get; init; } = StateMap.Empty;

    /// <summary>When it happened, by the caller's clock, to the microsecond; null = not told. The entry's place in the log is the database's time of the write.</summary>
    public DateTimeOffset? OccurredAt { get; init; }
}
