using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// Reads fields that are ours alone, and optional: one that is missing, null or of another type than we write is taken for missing. Whoever has mangled
/// it must not keep the document from being worked on; the next write of the field puts it right.
/// </summary>
internal readonly ref struct OptionalFields(Document document)
{
    public string? Text(string field) => Find(field, Value.ValueTypeOneofCase.StringValue)?.StringValue;

    public DateTimeOffset? Time(string field) => Find(field, Value.ValueTypeOneofCase.TimestampValue)?.TimestampValue.ToDateTimeOffset();

    public bool? Flag(string field) => Find(field, Value.ValueTypeOneofCase.BooleanValue)?.BooleanValue;

    public StateMap? Map(string field) => Fields(field) is { } map ? new StateMap(map) : null;

    public MapValue? Fields(string field) => Find(field, Value.ValueTypeOneofCase.MapValue)?.MapValue;

    public IEnumerable<Value> Items(string field) => Find(field, Value.ValueTypeOneofCase.ArrayValue)?.ArrayValue.Values ?? [];

    /// <summary>A whole number not below the least; other languages may have written it as a double.</summary>
    public int? Number(string field, int least) => document.Fields.TryGetValue(field, out var value) ? Number(value, least) : null;

    public static int? Number(Value value, int least) => value.ValueTypeCase switch
    {
        Value.ValueTypeOneofCase.IntegerValue when value.IntegerValue >= least && value.IntegerValue <= int.MaxValue => (int)value.IntegerValue,
        Value.ValueTypeOneofCase.DoubleValue when double.IsInteger(value.DoubleValue) && value.DoubleValue >= least && value.DoubleValue <= int.MaxValue =>
            (int)value.DoubleValue,
        _ => null,
    };

    private Value? Find(string field, Value.ValueTypeOneofCase expected) =>
        document.Fields.TryGetValue(field, out var value) && value.ValueTypeCase == expected ? value : null;
}
