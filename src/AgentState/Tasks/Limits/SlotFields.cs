namespace AgentState.Internal.Tasks.Limits;

/// <summary>The names of a slot's stored fields.</summary>
internal static class SlotFields
{
    public const string TaskId = "taskId";
    public const string AgentId = "agentId";
    public const string ClaimToken = "claimToken";
    public const string UpdatedAt = "updatedAt";
}
