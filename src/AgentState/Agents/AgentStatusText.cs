namespace AgentState;

/// <summary>The stored words of the statuses.</summary>
internal static class AgentStatusText
{
    public static string Of(AgentStatus status) => status switch
    {
        AgentStatus.Idle => "idle",
        AgentStatus.Running => "running",
        AgentStatus.Error => "error",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "There is no stored word for this status."),
    };

    /// <summary>A word that some later version, or another program, has made up is read as unknown.</summary>
    public static AgentStatus Read(string? text) => text switch
    {
        "idle" => AgentStatus.Idle,
        "running" => AgentStatus.Running,
        "error" => AgentStatus.Error,
        _ => AgentStatus.Unknown,
    };
}
