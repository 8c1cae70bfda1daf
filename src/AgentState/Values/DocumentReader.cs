using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// Reads a document's fields as our types. A field that is missing or null is null; one of another type is a <see cref="StateDataException"/>
/// that names the field. Numbers are read as other languages write them: 5.0 is 5.
/// </summary>
internal readonly ref struct DocumentReader(Document document, string path)
{
    public string? Text(string field) => Find(field, Value.ValueTypeOneofCase.StringValue)?.StringValue;

    public StateMap? Map(string field) =>
        Find(field, Value.ValueTypeOneofCase.MapValue) is { } value ? new StateMap(value.MapValue) : null;

    public DateTimeOffset? Time(string field) =>
        Find(field, Value.ValueTypeOneofCase.TimestampValue)?.TimestampValue.ToDateTimeOffset();

    public int? Number(string field)
    {
        if (!Has(field, out var value))
        {
            return null;
        }

        return value switch
        {
            { ValueTypeCase: Value.ValueTypeOneofCase.IntegerValue, IntegerValue: >= int.MinValue and <= int.MaxValue } => (int)value.IntegerValue,
            { ValueTypeCase: Value.ValueTypeOneofCase.DoubleValue, DoubleValue: >= int.MinValue and <= int.MaxValue }
                when double.IsInteger(value.DoubleValue) => (int)value.DoubleValue,
            _ => throw Unreadable(field, "a whole number", value),
        };
    }

    private Value? Find(string field, Value.ValueTypeOneofCase expected)
    {
        if (!Has(field, out var value))
        {
            return null;
        }

        return value.ValueTypeCase == expected ? value : throw Unreadable(field, expected.ToString(), value);
    }

    private bool Has(string field, out Value value) =>
        document.Fields.TryGetValue(field, out value!) && value.ValueTypeCase is not Value.ValueTypeOneofCase.NullValue;

    private StateDataException Unreadable(string field, string expected, Value found) =>
        new($"The field '{field}' of '{path}' holds {found.ValueTypeCase}, not {expected}.", path, field);
}
