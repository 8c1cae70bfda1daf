using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// The stored form of one process that works for an agent: <c>agents/{id}/instances/{instanceId}</c>. It says what of this process's counters
/// has been added to the agent's: the mark by which a repeated flush finds that it was applied.
/// </summary>
internal static class InstanceDocument
{
    public const string Collection = "instances";

    private const string AgentId = "agentId";
    private const string Host = "host";
    private const string Process = "process";
    private const string StartedAt = "startedAt";
    private const string Flushed = "flushed";
    private const string ExpireAt = "expireAt";

    public static string NameOf(DatabaseRoot root, string agentId, string instanceId) =>
        $"{AgentChanges.NameOf(root, agentId)}/{Collection}/{instanceId}";

    /// <summary>The counters of this process that the agent's document has in it.</summary>
    public static AgentStats ReadFlushed(Document document) =>
        StatsFields.Read(new DocumentReader(document, $"{Collection}/{DatabaseRoot.IdOf(document.Name)}"), Flushed);

    /// <summary>Says what has been flushed. A document that is not there is made, and tells whose it is.</summary>
    public static Write Flush(DocumentSnapshot snapshot, string agentId, AgentStats flushed, DateTimeOffset expireAt)
    {
        List<KeyValuePair<string, Value>> fields = [new(Flushed, StatsFields.ToValue(flushed)), new(ExpireAt, Values.Of(expireAt))];
        if (snapshot.Document is not null)
        {
            return Writes.Patch(snapshot.Name, fields, fields.Select(field => field.Key));
        }

        fields.Add(new(AgentId, Values.Of(agentId)));
        fields.Add(new(Host, Values.Of(Environment.MachineName)));
        fields.Add(new(Process, Values.Of(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture))));
        return Writes.Create(snapshot.Name, fields).WithServerTime(StartedAt);
    }
}
