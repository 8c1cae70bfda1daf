namespace AgentState.Internal.Agents.Stored;

/// <summary>Converts desired states to their stored words and back.</summary>
internal static class AgentDesiredStateText
{
    public static string Of(AgentDesiredState state) => state switch
    {
        AgentDesiredState.Running => "running",
        AgentDesiredState.Paused => "paused",
        AgentDesiredState.Stopped => "stopped",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "The state must be Running, Paused or Stopped to be stored."),
    };

    /// <summary>Reads a stored word; null if none is stored, and unknown for an unsupported word of a later version.</summary>
    public static AgentDesiredState? Read(string? text) => text switch
    {
        null => null,
        "running" => AgentDesiredState.Running,
        "paused" => AgentDesiredState.Paused,
        "stopped" => AgentDesiredState.Stopped,
        _ => AgentDesiredState.Unknown,
    };
}
