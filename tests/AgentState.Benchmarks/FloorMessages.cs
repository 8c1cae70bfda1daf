using Google.Cloud.Firestore.V1;
using Google.Protobuf.WellKnownTypes;
using static Google.Cloud.Firestore.V1.DocumentTransform.Types;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using Value = Google.Cloud.Firestore.V1.Value;

namespace AgentState.Benchmarks;

/// <summary>Messages that a program without the library would send for the same effect.</summary>
internal static class FloorMessages
{
    public const string Collection = "tasks";

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    public static Write Create(string name, NewTask task) => new()
    {
        Update = new Document
        {
            Name = name,
            Fields =
            {
                ["type"] = Text(task.Type),
                ["status"] = Text("pending"),
                ["priority"] = Number(task.Priority),
                ["createdBy"] = Text(task.CreatedBy),
                ["assignedTo"] = Null(),
                ["payload"] = new Value { MapValue = task.Payload.Fields },
                ["result"] = Null(),
                ["error"] = Null(),
            },
        },
        CurrentDocument = new Precondition { Exists = false },
        UpdateTransforms = { ServerTime("createdAt"), ServerTime("updatedAt") },
    };

    public static StructuredQuery FirstPending(string type, int limit = 1) => new()
    {
        From = { new CollectionSelector { CollectionId = Collection } },
        Where = new Filter
        {
            CompositeFilter = new CompositeFilter
            {
                Op = CompositeFilter.Types.Operator.And,
                Filters = { Equal("type", Text(type)), Equal("status", Text("pending")) },
            },
        },
        OrderBy =
        {
            Order("priority", Direction.Descending), Order("createdAt", Direction.Ascending), Order("__name__", Direction.Ascending),
        },
        Limit = limit,
    };

    public static Write Claim(Document task, string agentId, string token, Timestamp readTime) => new()
    {
        Update = new Document
        {
            Name = task.Name,
            Fields =
            {
                ["status"] = Text("processing"),
                ["assignedTo"] = Text(agentId),
                ["attempt"] = Number(1),
                ["claimToken"] = Text(token),
                ["leaseExpiresAt"] = new Value { TimestampValue = readTime + Duration.FromTimeSpan(Lease) },
            },
        },
        UpdateMask = new DocumentMask { FieldPaths = { "status", "assignedTo", "attempt", "claimToken", "leaseExpiresAt" } },
        CurrentDocument = new Precondition { UpdateTime = task.UpdateTime },
        UpdateTransforms = { ServerTime("updatedAt") },
    };

    public static Write Complete(string name, string token, Timestamp version, StateMap result) => new()
    {
        Update = new Document
        {
            Name = name,
            Fields =
            {
                ["status"] = Text("done"),
                ["result"] = new Value { MapValue = result.Fields },
                ["error"] = Null(),
                ["lastEnded"] = new Value
                {
                    MapValue = new MapValue { Fields = { ["token"] = Text(token), ["outcome"] = Text("done") } },
                },
            },
        },
        UpdateMask = new DocumentMask { FieldPaths = { "status", "result", "error", "claimToken", "leaseExpiresAt", "lastEnded" } },
        CurrentDocument = new Precondition { UpdateTime = version },
        UpdateTransforms = { ServerTime("updatedAt") },
    };

    private static Value Text(string text) => new() { StringValue = text };

    private static Value Number(long number) => new() { IntegerValue = number };

    private static Value Null() => new() { NullValue = NullValue.NullValue };

    private static FieldTransform ServerTime(string field) =>
        new() { FieldPath = field, SetToServerValue = FieldTransform.Types.ServerValue.RequestTime };

    private static Filter Equal(string field, Value value) => new()
    {
        FieldFilter = new FieldFilter { Field = Reference(field), Op = FieldFilter.Types.Operator.Equal, Value = value },
    };

    private static Order Order(string field, Direction direction) => new() { Field = Reference(field), Direction = direction };

    private static FieldReference Reference(string field) => new() { FieldPath = field };
}
