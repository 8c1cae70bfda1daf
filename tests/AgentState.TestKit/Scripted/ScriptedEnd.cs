namespace AgentState.TestKit;

/// <summary>How a scripted reply ends.</summary>
internal enum ScriptedEnd
{
    /// <summary>With a status in the trailers.</summary>
    Status,

    /// <summary>It never ends.</summary>
    Stall,

    /// <summary>The stream is reset.</summary>
    Reset,

    /// <summary>The connection breaks.</summary>
    Disconnect,
}
