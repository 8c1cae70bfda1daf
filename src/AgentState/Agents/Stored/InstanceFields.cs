namespace AgentState.Internal.Agents.Stored;

/// <summary>The names of the stored fields of an instance.</summary>
internal static class InstanceFields
{
    public const string AgentId = "agentId";
    public const string ParentPath = "parentPath";
    public const string Epoch = "epoch";
    public const string Host = "host";
    public const string Process = "process";
    public const string StartedAt = "startedAt";
    public const string LastHeartbeat = "lastHeartbeat";
    public const string HeartbeatMilliseconds = "heartbeatMilliseconds";
    public const string Flushed = "flushed";
    public const string Busy = "busy";
    public const string ExpireAt = "expireAt";
}
