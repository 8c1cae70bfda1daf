namespace AgentState.Internal.Agents.Stored;

/// <summary>Converts statuses to their stored words and back.</summary>
internal static class AgentStatusText
{
    public static string Of(AgentStatus status) => status switch
    {
        AgentStatus.Idle => "idle",
        AgentStatus.Running => "running",
        AgentStatus.Error => "error",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "The status must be Idle, Running or Error to be stored."),
    };

    /// <summary>Reads a stored word; an unsupported one, of a later version or of another client, is read as unknown.</summary>
    public static AgentStatus Read(string? text) => text switch
    {
        "idle" => AgentStatus.Idle,
        "running" => AgentStatus.Running,
        "error" => AgentStatus.Error,
        _ => AgentStatus.Unknown,
    };
}
