namespace AgentState.Internal.Tasks.Stored;

/// <summary>Converts statuses to and from their stored text.</summary>
internal static class TaskStatusText
{
    public static string Of(AgentTaskStatus status) => status switch
    {
        AgentTaskStatus.Pending => "pending",
        AgentTaskStatus.Processing => "processing",
        AgentTaskStatus.Done => "done",
        AgentTaskStatus.Failed => "failed",
        AgentTaskStatus.Scheduled => "scheduled",
        AgentTaskStatus.Waiting => "waiting",
        AgentTaskStatus.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "This status cannot be stored."),
    };

    /// <summary>Reads a stored status; text of a later version or another client is read as unknown.</summary>
    public static AgentTaskStatus Read(string? text) => text switch
    {
        "pending" => AgentTaskStatus.Pending,
        "processing" => AgentTaskStatus.Processing,
        "done" => AgentTaskStatus.Done,
        "failed" => AgentTaskStatus.Failed,
        "scheduled" => AgentTaskStatus.Scheduled,
        "waiting" => AgentTaskStatus.Waiting,
        "cancelled" => AgentTaskStatus.Cancelled,
        _ => AgentTaskStatus.Unknown,
    };
}
