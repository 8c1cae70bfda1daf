namespace AgentState;

/// <summary>
/// How the queue counts completed and failed attempts in <see cref="Agent.Stats"/>. Agents that are not registered have no counts.
/// </summary>
public enum StatsCounting
{
    /// <summary>
    /// Counts in memory and stores the counts within <see cref="AgentOptions.FlushInterval"/>, at <see cref="AgentStateClient.FlushAsync"/>
    /// and at dispose.
    /// </summary>
    /// <remarks>
    /// Two billed writes each time. A process that is killed loses the counts that are not stored yet. A completion whose outcome stays
    /// unknown to its caller is not counted, unless the call is repeated.
    /// </remarks>
    Batched,

    /// <summary>
    /// Stores the count together with each task, in the same commit: always exact, for one more billed write for each task.
    /// </summary>
    WithTask,

    /// <summary>Counts nothing.</summary>
    Off,
}
