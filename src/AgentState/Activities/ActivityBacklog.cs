namespace AgentState;

/// <summary>The numbers of this process's buffered entries that are queued, dropped and refused.</summary>
public sealed record ActivityBacklog
{
    /// <summary>The entries in memory that are not known to be stored.</summary>
    public required int Queued { get; init; }

    /// <summary>The entries dropped so far because the queue was full.</summary>
    public required long Dropped { get; init; }

    /// <summary>The entries that the database has refused so far.</summary>
    public required long Refused { get; init; }
}
