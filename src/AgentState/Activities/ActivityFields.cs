namespace AgentState.Internal.Activities;

/// <summary>The names of the stored fields of an entry.</summary>
internal static class ActivityFields
{
    public const string Agent = "agent";
    public const string Action = "action";
    public const string Level = "level";
    public const string Details = "details";
    public const string Timestamp = "timestamp";
    public const string OccurredAt = "occurredAt";
    public const string TraceId = "traceId";
    public const string SpanId = "spanId";
    public const string ExpireAt = "expireAt";
}
