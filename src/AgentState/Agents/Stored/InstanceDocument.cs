using System.Globalization;
using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Writing;
using Google.Cloud.Firestore.V1;
using static AgentState.Internal.Agents.Stored.InstanceFields;

namespace AgentState.Internal.Agents.Stored;

/// <summary>The stored form of an instance of an agent: <c>agents/{id}/instances/{instanceId}</c>.</summary>
/// <remarks>
/// There are two kinds of documents. One holds the heartbeats of an instance. The other holds the total of this process's counters that was
/// added to the agent's counters; it shows a repeated flush whether the first one was applied. The two are separate, so that a process
/// whose instance was swept keeps its counters.
/// </remarks>
internal static class InstanceDocument
{
    public const string Collection = "instances";

    // Long enough that a living process does not lose its document, and the total of its counters, in an outage.
    private static readonly TimeSpan Expiry = TimeSpan.FromDays(7);

    public static string NameOf(DatabaseRoot root, string agentId, string instanceId) =>
        $"{AgentWrites.NameOf(root, agentId)}/{Collection}/{instanceId}";

    /// <summary>Reads the total of this process's counters that was added to the agent's document.</summary>
    public static AgentStats ReadFlushed(Document document) =>
        StatsFields.Read(new DocumentReader(document, $"{Collection}/{DatabaseRoot.IdOf(document.Name)}"), Flushed);

    /// <summary>Reads an instance; null if the document has no heartbeat or is not below the configured parent path.</summary>
    /// <param name="root">The location of the agents. A query of all instances also finds those of other environments.</param>
    /// <param name="document">The document.</param>
    /// <param name="defaultInterval">The heartbeat interval of instances that do not store one.</param>
    /// <param name="unreadable">The reason if the heartbeat is not a timestamp; otherwise null.</param>
    public static InstanceRecord? Read(DatabaseRoot root, Document document, TimeSpan defaultInterval, out UnreadableDocument? unreadable)
    {
        unreadable = null;
        if (AgentOf(root, document.Name) is not { } agentId)
        {
            return null;
        }

        var fields = new OptionalFields(document);
        if (fields.Time(LastHeartbeat) is not { } toldHeartbeat)
        {
            unreadable = NotATime(root, document);
            return null;
        }

        // A heartbeat is the database's time of a write, so it cannot be later than the last update. Another client may have set it later.
        var lastHeartbeat = document.UpdateTime?.ToDateTimeOffset() is { } updatedAt && updatedAt < toldHeartbeat
            ? updatedAt
            : toldHeartbeat;

        var interval = fields.Number(HeartbeatMilliseconds, least: 1) is { } length ? TimeSpan.FromMilliseconds(length) : defaultInterval;
        var epoch = fields.Number(Epoch, least: 0) ?? 0;
        return new InstanceRecord(document.Name, agentId, epoch, lastHeartbeat, interval, fields.Flag(InstanceFields.Busy));
    }

    /// <inheritdoc cref="Read(DatabaseRoot, Document, TimeSpan, out UnreadableDocument?)"/>
    public static InstanceRecord? Read(DatabaseRoot root, Document document, TimeSpan defaultInterval) =>
        Read(root, document, defaultInterval, out _);

    /// <summary>Creates the document of a new instance, with its first heartbeat.</summary>
    public static Write Start(
        DatabaseRoot root, string name, string agentId, long epoch, TimeSpan interval, DateTimeOffset now, bool isBusy = false)
    {
        List<KeyValuePair<string, Value>> fields =
        [
            .. Identity(agentId),
            new(ParentPath, Values.Of(root.ParentPath)),
            new(Epoch, Values.Of(epoch)),
            new(HeartbeatMilliseconds, Values.Of((long)interval.TotalMilliseconds)),
            new(InstanceFields.Busy, Values.Of(isBusy)),
            new(ExpireAt, Values.Of(now + Expiry)),
        ];
        return Writes.Create(name, fields).WithServerTime(StartedAt, LastHeartbeat);
    }

    /// <summary>Writes a heartbeat; does not create a document, because a missing one was deleted on purpose.</summary>
    public static Write Beat(string name, DateTimeOffset now) =>
        Writes.Patch(name, [new(ExpireAt, Values.Of(now + Expiry))], [ExpireAt]).WithServerTime(LastHeartbeat).IfExists();

    /// <summary>Writes whether the instance works on a task; does not create a document.</summary>
    public static Write Busy(string name, bool isBusy) =>
        Writes.Patch(name, [new(InstanceFields.Busy, Values.Of(isBusy))], [InstanceFields.Busy]).IfExists();

    /// <summary>Writes the total that has been flushed; creates the document if it does not exist.</summary>
    public static Write Flush(DocumentSnapshot snapshot, string agentId, AgentStats flushed, DateTimeOffset now)
    {
        List<KeyValuePair<string, Value>> fields = [new(Flushed, StatsFields.ToValue(flushed)), new(ExpireAt, Values.Of(now + Expiry))];
        return snapshot.Document is not null
            ? Writes.Patch(snapshot.Name, fields, fields.Select(field => field.Key))
            : Writes.Create(snapshot.Name, [.. fields, .. Identity(agentId)]).WithServerTime(StartedAt);
    }

    // Null if there is no heartbeat at all, because that is the document of a process's counters.
    private static UnreadableDocument? NotATime(DatabaseRoot root, Document document)
    {
        var path = root.PathOf(document.Name);
        return document.Fields.GetValueOrDefault(LastHeartbeat)?.ValueTypeCase is { } found and not Value.ValueTypeOneofCase.NullValue
            ? new UnreadableDocument
            {
                Path = path,
                FieldPath = LastHeartbeat,
                Reason = $"The field '{LastHeartbeat}' of '{path}' holds {found}, not TimestampValue.",
            }
            : null;
    }

    private static KeyValuePair<string, Value>[] Identity(string agentId) =>
    [
        new(AgentId, Values.Of(agentId)),
        new(Host, Values.Of(Environment.MachineName)),
        new(Process, Values.Of(Environment.ProcessId.ToString(CultureInfo.InvariantCulture))),
    ];

    // .../agents/{agentId}/instances/{instanceId}, directly below the configured parent path.
    private static string? AgentOf(DatabaseRoot root, string name)
    {
        var agents = $"{root.Parent}/{AgentDocument.Collection}/";
        if (!name.StartsWith(agents, StringComparison.Ordinal))
        {
            return null;
        }

        var segments = name[agents.Length..].Split('/');
        return segments is [var agentId, Collection, _] ? agentId : null;
    }
}
