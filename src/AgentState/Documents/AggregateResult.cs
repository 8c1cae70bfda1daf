namespace AgentState.Internal.Documents;

/// <summary>The values of an aggregation by alias, and the server time of the read.</summary>
internal sealed record AggregateResult(IReadOnlyDictionary<string, Value> Fields, Timestamp ReadTime);
