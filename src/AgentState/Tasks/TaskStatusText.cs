namespace AgentState;

/// <summary>The stored words of the statuses.</summary>
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
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "There is no stored word for this status."),
    };

    /// <summary>A word that some later version, or another program, has made up is read as unknown.</summary>
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
