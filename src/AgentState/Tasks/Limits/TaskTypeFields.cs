namespace AgentState.Internal.Tasks.Limits;

/// <summary>The names of the stored fields of a task type's settings.</summary>
internal static class TaskTypeFields
{
    public const string Type = "type";
    public const string Paused = "paused";
    public const string Limit = "limit";
    public const string UpdatedAt = "updatedAt";
}
