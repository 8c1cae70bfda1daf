using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Data;

/// <summary>Reads typed fields of a document.</summary>
/// <remarks>
/// A missing or null field reads as null. A field of another type throws <see cref="StateDataException"/> with the field. A whole double
/// reads as an integer, because other languages write 5 as 5.0.
/// </remarks>
/// <param name="document">The document.</param>
/// <param name="path">The document's path, for the error.</param>
/// <param name="isLenient">Whether a field of another type also reads as null.</param>
internal readonly ref struct DocumentReader(Document document, string path, bool isLenient = false)
{
    public string? Text(string field) => Find(field, Value.ValueTypeOneofCase.StringValue)?.StringValue;

    public StateMap? Map(string field) =>
        Find(field, Value.ValueTypeOneofCase.MapValue) is { } value ? new StateMap(value.MapValue) : null;

    public DateTimeOffset? Time(string field) =>
        Find(field, Value.ValueTypeOneofCase.TimestampValue)?.TimestampValue.ToDateTimeOffset();

    public int? Number(string field) =>
        !Has(field, out var value) ? null
        : WholeNumber(value) is >= int.MinValue and <= int.MaxValue and var number ? (int)number
        : isLenient ? null : throw Unreadable(field, "a whole number", value);

    /// <summary>Reads a whole number in a map.</summary>
    public long? Count(string field, string key) =>
        Find(field, Value.ValueTypeOneofCase.MapValue)?.MapValue.Fields.TryGetValue(key, out var value) != true || IsNull(value!) ? null
        : WholeNumber(value!) ?? (isLenient ? null : throw Unreadable($"{field}.{key}", "a whole number", value!));

    /// <summary>Reads an array of strings.</summary>
    public IReadOnlyList<string>? Texts(string field)
    {
        if (Find(field, Value.ValueTypeOneofCase.ArrayValue) is not { } array)
        {
            return null;
        }

        var texts = new string[array.ArrayValue.Values.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            if (array.ArrayValue.Values[i] is not { ValueTypeCase: Value.ValueTypeOneofCase.StringValue } item)
            {
                return isLenient ? null : throw Unreadable($"{field}[{i}]", "StringValue", array.ArrayValue.Values[i]);
            }

            texts[i] = item.StringValue;
        }

        return texts;
    }

    /// <summary>Reads an integer, or a whole double in the range in which a double represents every integer; null for others.</summary>
    public static long? WholeNumber(Value value) => value.ValueTypeCase switch
    {
        Value.ValueTypeOneofCase.IntegerValue => value.IntegerValue,
        Value.ValueTypeOneofCase.DoubleValue when double.IsInteger(value.DoubleValue) && Math.Abs(value.DoubleValue) <= 1L << 53 =>
            (long)value.DoubleValue,
        _ => null,
    };

    private static bool IsNull(Value value) => value.ValueTypeCase is Value.ValueTypeOneofCase.NullValue;

    private Value? Find(string field, Value.ValueTypeOneofCase expected)
    {
        if (!Has(field, out var value))
        {
            return null;
        }

        return value.ValueTypeCase == expected ? value : isLenient ? null : throw Unreadable(field, expected.ToString(), value);
    }

    private bool Has(string field, out Value value) =>
        document.Fields.TryGetValue(field, out value!) && !IsNull(value);

    private StateDataException Unreadable(string field, string expected, Value found) =>
        new($"The field '{field}' of '{path}' has the type {found.ValueTypeCase}; {expected} was expected.", path, field);
}
