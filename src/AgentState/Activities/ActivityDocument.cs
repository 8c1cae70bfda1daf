using AgentState.Internal.Data;
using AgentState.Internal.Documents.Writing;
using Google.Cloud.Firestore.V1;
using Fields = AgentState.Internal.Activities.ActivityFields;

namespace AgentState.Internal.Activities;

/// <summary>The stored form of an entry: <c>logs/{id}</c>.</summary>
internal static class ActivityDocument
{
    public const string Collection = "logs";

    public static ActivityEntry Read(Document document)
    {
        var id = DatabaseRoot.IdOf(document.Name);
        var reader = new DocumentReader(document, $"{Collection}/{id}");
        var ours = new OptionalFields(document);
        return new ActivityEntry
        {
            Id = id,
            Agent = reader.Text(Fields.Agent) ?? "",
            Action = reader.Text(Fields.Action) ?? "",
            Level = ActivityLevelText.Read(reader.Text(Fields.Level)),
            Details = reader.Map(Fields.Details) ?? StateMap.Empty,
            Timestamp = reader.Time(Fields.Timestamp) ?? document.CreateTime.ToDateTimeOffset(),
            OccurredAt = ours.Time(Fields.OccurredAt),
            TraceId = ours.Text(Fields.TraceId),
            SpanId = ours.Text(Fields.SpanId),
            ExpiresAt = ours.Time(Fields.ExpireAt),
        };
    }

    /// <summary>Whether an entry has not expired at this read time; the database deletes expired entries with a delay.</summary>
    public static bool IsCurrent(Document document, Timestamp readTime) =>
        document.Fields.GetValueOrDefault(Fields.ExpireAt)?.TimestampValue is not { } expiresAt || expiresAt > readTime;

    /// <summary>Creates an entry: the five shared fields, and the optional fields that have a value.</summary>
    public static Write Create(string name, NewActivity activity, System.Diagnostics.ActivityContext? trace)
    {
        List<KeyValuePair<string, Value>> fields =
        [
            new(Fields.Agent, Values.Of(activity.Agent)),
            new(Fields.Action, Values.Of(activity.Action)),
            new(Fields.Level, Values.Of(ActivityLevelText.Of(activity.Level))),
            new(Fields.Details, Values.Of(activity.Details)),
        ];
        if (activity.OccurredAt is { } occurredAt)
        {
            fields.Add(new(Fields.OccurredAt, Values.Of(occurredAt)));
        }

        if (trace is { } context)
        {
            fields.Add(new(Fields.TraceId, Values.Of(context.TraceId.ToHexString())));
            fields.Add(new(Fields.SpanId, Values.Of(context.SpanId.ToHexString())));
        }

        return Writes.Create(name, fields).WithServerTime(Fields.Timestamp);
    }

    /// <summary>Copies a create and adds the expiry time.</summary>
    public static Write Expiring(Write create, DateTimeOffset expiresAt)
    {
        var expiring = create.Clone();
        expiring.Update.Fields[Fields.ExpireAt] = Values.Of(expiresAt);
        return expiring;
    }

    /// <summary>The entry that a create stored: the fields that were sent, with the time that the server set.</summary>
    public static ActivityEntry Created(Document sent, WriteResult written) => Read(new Document
    {
        Name = sent.Name,
        Fields = { sent.Fields },
        CreateTime = written.UpdateTime,
        UpdateTime = written.UpdateTime,
    }) with
    {
        Timestamp = written.TransformResults[0].TimestampValue.ToDateTimeOffset(),
    };
}
