namespace AgentState;

/// <summary>An entry of the activity log, as stored.</summary>
public sealed record ActivityEntry
{
    /// <summary>The entry's id: the id of its document in the collection <c>logs</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The agent that acted; empty if the document has no agent.</summary>
    public required string Agent { get; init; }

    /// <summary>The action; empty if the document has no action.</summary>
    public required string Action { get; init; }

    /// <summary>The severity.</summary>
    public ActivityLevel Level { get; init; }

    /// <summary>Further details.</summary>
    public StateMap Details { get; init; } = StateMap.Empty;

    /// <summary>The time of the write, by the database's clock.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The time of the action, by the writer's clock; null if the writer did not set it.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The id of the trace in which the entry was written (W3C trace context); null if there was no trace.</summary>
    public string? TraceId { get; init; }

    /// <summary>The id of the span in which the entry was written; null if there was no span.</summary>
    public string? SpanId { get; init; }

    /// <summary>The time from which the entry is no longer returned and may be deleted; null = never.</summary>
    /// <remarks>It follows from the retention of the level: see <see cref="ActivityOptions.InfoRetention"/>.</remarks>
    public DateTimeOffset? ExpiresAt { get; init; }
}
