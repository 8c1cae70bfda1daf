namespace AgentState;

/// <summary>An instance that beats, as it is stored.</summary>
/// <param name="Name">The document's full name.</param>
/// <param name="AgentId">Its agent.</param>
/// <param name="Epoch">The how manieth instance of the agent it is.</param>
/// <param name="LastHeartbeat">When it beat last, by the database's time.</param>
/// <param name="Interval">How often it beats.</param>
/// <param name="IsBusy">Whether it works on a task; null = it does not say, as earlier versions do not.</param>
internal sealed record InstanceRecord(
    string Name, string AgentId, long Epoch, DateTimeOffset LastHeartbeat, TimeSpan Interval, bool? IsBusy = null)
{
    public string InstanceId => DatabaseRoot.IdOf(Name);
}
