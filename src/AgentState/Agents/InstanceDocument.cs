using System.Globalization;
using Google.Cloud.Firestore.V1;
using static AgentState.InstanceFields;

namespace AgentState;

/// <summary>
/// The stored form of one process that works for an agent: <c>agents/{id}/instances/{instanceId}</c>. There are two kinds of document: one that
/// beats, and one that says what of this process's counters has been added to the agent's, the mark by which a repeated flush finds that
/// it was applied. They are apart so that a process that was taken for dead and swept away keeps its counters.
/// </summary>
internal static class InstanceDocument
{
    public const string Collection = "instances";

    // Long enough that no living process loses its document in an outage: what it had said in it would be forgotten.
    private static readonly TimeSpan Expiry = TimeSpan.FromDays(7);

    public static string NameOf(DatabaseRoot root, string agentId, string instanceId) =>
        $"{AgentChanges.NameOf(root, agentId)}/{Collection}/{instanceId}";

    /// <summary>The counters of this process that the agent's document has in it.</summary>
    public static AgentStats ReadFlushed(Document document) =>
        StatsFields.Read(new DocumentReader(document, $"{Collection}/{DatabaseRoot.IdOf(document.Name)}"), Flushed);

    /// <summary>An instance that beats. Null for any other document: it has never beaten, or it lies beneath another parent than ours.</summary>
    /// <param name="root">Where our agents lie: a query of all instances finds those of other environments too.</param>
    /// <param name="document">The document.</param>
    /// <param name="defaultInterval">How often an instance beats that does not say so.</param>
    /// <param name="unreadable">Why it cannot be read as an instance, where its heartbeat is no time; null = it can.</param>
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

        // It is the database's time of a write of ours, and so never later than the last one.
        var lastHeartbeat = document.UpdateTime?.ToDateTimeOffset() is { } updatedAt && updatedAt < toldHeartbeat ? updatedAt : toldHeartbeat;

        var interval = fields.Number(HeartbeatMilliseconds, least: 1) is { } length ? TimeSpan.FromMilliseconds(length) : defaultInterval;
        var epoch = fields.Number(Epoch, least: 0) ?? 0;
        return new InstanceRecord(document.Name, agentId, epoch, lastHeartbeat, interval, fields.Flag(InstanceFields.Busy));
    }

    /// <inheritdoc cref="Read(DatabaseRoot, Document, TimeSpan, out UnreadableDocument?)"/>
    public static InstanceRecord? Read(DatabaseRoot root, Document document, TimeSpan defaultInterval) =>
        Read(root, document, defaultInterval, out _);

    /// <summary>A new instance, with its first heartbeat.</summary>
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

    /// <summary>A heartbeat. It never makes a document: one that was taken away was taken away by somebody.</summary>
    public static Write Beat(string name, DateTimeOffset now) =>
        Writes.Patch(name, [new(ExpireAt, Values.Of(now + Expiry))], [ExpireAt]).WithServerTime(LastHeartbeat).IfExists();

    /// <summary>Says whether the instance works on a task. Never makes a document.</summary>
    public static Write Busy(string name, bool isBusy) =>
        Writes.Patch(name, [new(InstanceFields.Busy, Values.Of(isBusy))], [InstanceFields.Busy]).IfExists();

    /// <summary>Says what has been flushed. A document that is not there is made, and tells whose it is.</summary>
    public static Write Flush(DocumentSnapshot snapshot, string agentId, AgentStats flushed, DateTimeOffset now)
    {
        List<KeyValuePair<string, Value>> fields = [new(Flushed, StatsFields.ToValue(flushed)), new(ExpireAt, Values.Of(now + Expiry))];
        return snapshot.Document is not null
            ? Writes.Patch(snapshot.Name, fields, fields.Select(field => field.Key))
            : Writes.Create(snapshot.Name, [.. fields, .. Identity(agentId)]).WithServerTime(StartedAt);
    }

    // Null where there is no heartbeat at all: the document of a process's counters.
    private static UnreadableDocument? NotATime(DatabaseRoot root, Document document)
    {
        var path = root.PathOf(document.Name);
        return document.Fields.GetValueOrDefault(LastHeartbeat)?.ValueTypeCase is { } found and not Value.ValueTypeOneofCase.NullValue
            ? new UnreadableDocument(path, LastHeartbeat, $"The field '{LastHeartbeat}' of '{path}' holds {found}, not TimestampValue.")
            : null;
    }

    private static KeyValuePair<string, Value>[] Identity(string agentId) =>
    [
        new(AgentId, Values.Of(agentId)),
        new(Host, Values.Of(Environment.MachineName)),
        new(Process, Values.Of(Environment.ProcessId.ToString(CultureInfo.InvariantCulture))),
    ];

    // .../agents/{agentId}/instances/{instanceId}, right beneath our own parent.
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
