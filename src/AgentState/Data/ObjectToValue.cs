using System.Collections;
using AgentState.Internal.Data.Checks;
using Google.Cloud.Firestore.V1;
using Google.Protobuf;

namespace AgentState.Internal.Data;

/// <summary>Converts plain objects into stored values, or throws; everything is copied.</summary>
internal static class ObjectToValue
{
    // The database has one NaN. The NaN of .NET has another sign bit, so that a map would not equal the one that is read back.
    private static readonly double StoredNaN = BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0000);

    public static MapValue Map(IEnumerable<KeyValuePair<string, object?>> entries, ValueCursor cursor)
    {
        cursor.EnterMap();
        var map = new MapValue();
        foreach (var (name, value) in entries)
        {
            cursor.EnterField(name);
            map.Fields.Add(name, Of(value, cursor));
            cursor.Leave();
        }

        cursor.LeaveMap(map);
        return map;
    }

    public static Value Of(object? value, ValueCursor cursor) => value switch
    {
        null => Values.Null,
        string text => Text(text, cursor),
        bool flag => Values.Of(flag),
        long or int or short or sbyte or byte or ushort or uint => Values.Of(Convert.ToInt64(value, provider: null)),
        ulong number => number <= long.MaxValue
            ? Values.Of((long)number)
            : throw cursor.Refuse("is an integer beyond 64 signed bits; Firestore would round it. Store it as a string."),
        double number => Double(number),
        float number => Double(number),
        Half number => Double((double)number),
        decimal number => Decimal(number, cursor),
        DateTimeOffset time => Values.Of(time),
        DateTime time => time.Kind is DateTimeKind.Utc
            ? Values.Of(new DateTimeOffset(time))
            : throw cursor.Refuse($"is a DateTime of kind {time.Kind}; only Utc is the same instant everywhere. Use DateTimeOffset."),
        byte[] bytes => Bytes(bytes, cursor),
        GeoPoint point => point.ToValue(),
        DocumentPath path => path.ToValue(),
        StateMap map => Nested(map, cursor),
        IReadOnlyDictionary<string, object?> entries => new Value { MapValue = Map(entries, cursor) },
        IDictionary<string, object?> entries => new Value { MapValue = Map(entries, cursor) },
        IDictionary entries => new Value { MapValue = Map(NamedEntries(entries, cursor), cursor) },
        IList or IReadOnlyList<object?> => new Value { ArrayValue = Array((IEnumerable)value, cursor) },
        _ => throw cursor.Refuse(
            $"is of the unsupported type {value.GetType()}. Supported types are null, bool, integers, floating-point numbers, decimal, " +
            "string, DateTimeOffset, UTC DateTime, byte[], GeoPoint, DocumentPath, StateMap, lists and dictionaries. " +
            "StateMap.From supports every type that System.Text.Json can write."),
    };

    private static ArrayValue Array(IEnumerable items, ValueCursor cursor)
    {
        cursor.EnterArray();
        var array = new ArrayValue();
        foreach (var item in items)
        {
            cursor.EnterItem(array.Values.Count);
            array.Values.Add(Of(item, cursor));
            cursor.Leave();
        }

        cursor.LeaveArray();
        return array;
    }

    private static Value Decimal(decimal number, ValueCursor cursor) => cursor.DecimalsAsText
        ? Values.Of(DecimalText.Of(number))
        : DecimalNumber.Of(number) ?? throw cursor.Refuse(DecimalNumber.Refusal);

    private static Value Double(double number) => new() { DoubleValue = double.IsNaN(number) ? StoredNaN : number };

    private static Value Text(string text, ValueCursor cursor)
    {
        cursor.CheckText(text);
        return Values.Of(text);
    }

    private static Value Bytes(byte[] bytes, ValueCursor cursor)
    {
        cursor.CheckBytes(bytes.Length);
        return new Value { BytesValue = ByteString.CopyFrom(bytes) };
    }

    // A map is immutable, so its message is shared. It was checked without its surroundings, so it may be nested too deep here.
    private static Value Nested(StateMap map, ValueCursor cursor)
    {
        ValueGuard.Walk(Values.Of(map), cursor);
        return Values.Of(map);
    }

    private static IEnumerable<KeyValuePair<string, object?>> NamedEntries(IDictionary entries, ValueCursor cursor)
    {
        foreach (DictionaryEntry entry in entries)
        {
            yield return entry.Key is string name
                ? KeyValuePair.Create(name, entry.Value)
                : throw cursor.Refuse($"is a dictionary with keys of type {entry.Key.GetType()}. The keys of a map must be strings.");
        }
    }
}
