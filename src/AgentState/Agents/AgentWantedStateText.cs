namespace AgentState;

/// <summary>The stored words of the wanted states.</summary>
internal static class AgentWantedStateText
{
    public static string Of(AgentWantedState state) => state switch
    {
        AgentWantedState.Running => "running",
        AgentWantedState.Paused => "paused",
        AgentWantedState.Stopped => "stopped",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "There is no stored word for this state."),
    };

    /// <summary>Null where nobody has said; a word that some later version has made up is read as unknown.</summary>
    public static AgentWantedState? Read(string? text) => text switch
    {
        null => null,
        "running" => AgentWantedState.Running,
        "paused" => AgentWantedState.Paused,
        "stopped" => AgentWantedState.Stopped,
        _ => AgentWantedState.Unknown,
    };
}
