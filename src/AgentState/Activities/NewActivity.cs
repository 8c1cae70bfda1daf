namespace AgentState;

/// <summary>An entry to write to the activity log.</summary>
public sealed record NewActivity
{
    /// <summary>The agent that acted.</summary>
    public required string Agent { get; init; }

    /// <summary>The action, in a word or two, such as <c>task.completed</c>; any name of up to 1,499 bytes in UTF-8.</summary>
    public required string Action { get; init; }

    /// <summary>The severity; default <see cref="ActivityLevel.Info"/>.</summary>
    public ActivityLevel Level { get; init; } = ActivityLevel.Info;

    /// <summary>Further details; default empty.</summary>
    public StateMap Details { get; init; } = StateMap.Empty;

    /// <summary>The time of the action, by the caller's clock, to the microsecond; null = not stored.</summary>
    /// <remarks>It does not change the entry's position in the log, which is the database's time of the write.</remarks>
    public DateTimeOffset? OccurredAt { get; init; }
}
