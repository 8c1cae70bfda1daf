using AgentState.Internal.Data;

namespace AgentState.Internal.Agents;

/// <summary>An instance with heartbeats, as stored.</summary>
/// <param name="Name">The document's full name.</param>
/// <param name="AgentId">The agent's id.</param>
/// <param name="Epoch">The instance's number among all instances of the agent, starting at 1.</param>
/// <param name="LastHeartbeat">The database's time of the last heartbeat.</param>
/// <param name="Interval">The interval between heartbeats.</param>
/// <param name="IsBusy">Whether it works on a task; null = not stored, as by earlier versions.</param>
internal sealed record InstanceRecord(
    string Name, string AgentId, long Epoch, DateTimeOffset LastHeartbeat, TimeSpan Interval, bool? IsBusy = null)
{
    public string InstanceId => DatabaseRoot.IdOf(Name);
}
