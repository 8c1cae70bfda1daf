using AgentState.Internal.Agents.Stored;

namespace AgentState.Internal.Agents.Instances;

/// <summary>Builds the entries of the activity log that record an agent's statuses, written in the same commit as the status.</summary>
internal static class StatusHistory
{
    public const string Action = "agent.status";
    public const string HeartbeatLost = "heartbeat_lost";

    public static NewActivity Entry(string agentId, AgentStatus to, string reason) => new()
    {
        Agent = agentId,
        Action = Action,
        Level = to is AgentStatus.Error ? ActivityLevel.Error : ActivityLevel.Info,
        Details = StateMap.FromDictionary(new Dictionary<string, object?> { ["to"] = AgentStatusText.Of(to), ["reason"] = reason }),
    };
}
