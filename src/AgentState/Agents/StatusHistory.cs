using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>The history of an agent's statuses: entries of the activity log, written in the same commit as the status.</summary>
internal static class StatusHistory
{
    public const string Action = "agent.status";
    public const string HeartbeatLost = "heartbeat_lost";

    public static Write Entry(DatabaseRoot root, string agentId, AgentStatus to, string reason) => ActivityWrites.Add(root, new NewActivity
    {
        Agent = agentId,
        Action = Action,
        Level = to is AgentStatus.Error ? ActivityLevel.Error : ActivityLevel.Info,
        Details = StateMap.FromDictionary(new Dictionary<string, object?> { ["to"] = AgentStatusText.Of(to), ["reason"] = reason }),
    });
}
