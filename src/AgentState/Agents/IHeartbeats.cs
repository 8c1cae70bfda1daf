namespace AgentState.Internal.Agents;

/// <summary>The operations on the heartbeats of the process that an instance uses.</summary>
internal interface IHeartbeats
{
    /// <summary>Stops the heartbeats of an instance and deletes its document.</summary>
    Task StopAsync(AgentInstance instance);

    /// <summary>Recomputes the next due time after a change of an instance.</summary>
    void Wake();
}
