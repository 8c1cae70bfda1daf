namespace AgentState;

/// <summary>An entry as stored.</summary>
public sealed record ActivityEntry
{
    /// <summary>The entry's id: its document's, in the collection <c>logs</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The agent that did it; empty where the document does not say.</summary>
    public required string Agent { get; init; }

    /// <summary>What it did; empty where the document does not say.</summary>
    public required string Action { get; init; }

    /// <summary>How much it matters.</summary>
    public ActivityLevel Level { get; init; }

    /// <summary>Whatever else there is to tell.</summary>
    public StateMap Details { get; init; } = StateMap.Empty;

    /// <summary>When the entry was written, by the database's clock.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>When it happened, by the writer's clock; null where it did not say.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The trace in which it was written (W3C trace context); null where there was none.</summary>
    public string? TraceId { get; init; }

    /// <summary>The span in which it was written; null where there was none.</summary>
    public string? SpanId { get; init; }

    /// <summary>From when on it is told no more, and may be deleted; null = never. See <see cref="ActivityOptions.InfoRetention"/>.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
