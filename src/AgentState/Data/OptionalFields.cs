using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Data;

/// <summary>Reads optional fields that only this library writes; a field that is null or has another type counts as missing.</summary>
/// <remarks>A damaged field must not block the document. The next write of the field repairs it.</remarks>
internal readonly ref struct OptionalFields(Document document)
{
    public string? Text(string field) => Find(field, Value.ValueTypeOneofCase.StringValue)?.StringValue;

    public DateTimeOffset? Time(string field) => Find(field, Value.ValueTypeOneofCase.TimestampValue)?.TimestampValue.ToDateTimeOffset();

    public bool? Flag(string field) => Find(field, Value.ValueTypeOneofCase.BooleanValue)?.BooleanValue;

    public StateMap? Map(string field) => Fields(field) is { } map ? new StateMap(map) : null;

    public MapValue? Fields(string field) => Find(field, Value.ValueTypeOneofCase.MapValue)?.MapValue;

    public IEnumerable<Value> Items(string field) => Find(field, Value.ValueTypeOneofCase.ArrayValue)?.ArrayValue.Values ?? [];

    /// <summary>Reads a whole number that is at least <paramref name="least"/>; other languages may have written it as a double.</summary>
    public int? Number(string field, int least) =>
        document.Fields.TryGetValue(field, out var value) ? Number(value, least) : null;

    public static int? Number(Value value, int least) => value.ValueTypeCase switch
    {
        Value.ValueTypeOneofCase.IntegerValue when value.IntegerValue >= least && value.IntegerValue <= int.MaxValue =>
            (int)value.IntegerValue,
        Value.ValueTypeOneofCase.DoubleValue
            when double.IsInteger(value.DoubleValue) && value.DoubleValue >= least && value.DoubleValue <= int.MaxValue =>
            (int)value.DoubleValue,
        _ => null,
    };

    private Value? Find(string field, Value.ValueTypeOneofCase expected) =>
        document.Fields.TryGetValue(field, out var value) && value.ValueTypeCase == expected ? value : null;
}
