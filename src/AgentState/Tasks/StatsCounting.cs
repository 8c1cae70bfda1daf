namespace AgentState;

/// <summary>How the queue counts what its agents did, in their <see cref="Agent.Stats"/>. An agent that is not registered is never counted for.</summary>
public enum StatsCounting
{
    /// <summary>
    /// Gathered in memory, and stored within <see cref="AgentOptions.FlushInterval"/>, at <see cref="AgentStateClient.FlushAsync"/> and at dispose:
    /// two billed writes each time. A process that is killed loses what it has gathered; an end that was never confirmed to its caller is not counted.
    /// </summary>
    Gathered,

    /// <summary>With each task, in the same commit: exact whatever happens, for one billed write more a task.</summary>
    WithTask,

    /// <summary>Not at all.</summary>
    Off,
}
