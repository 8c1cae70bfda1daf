namespace AgentState;

/// <summary>Aggregates by their alias, and the server time of the read.</summary>
internal sealed record AggregateResult(IReadOnlyDictionary<string, Value> Fields, Timestamp ReadTime);
