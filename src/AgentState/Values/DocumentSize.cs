using System.Text;
using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// The size of a document in bytes, as Firestore counts it against its limit. An empty map or array counts one byte: so the emulator
/// counts, to the byte.
/// </summary>
internal static class DocumentSize
{
    private const int NameOverhead = 16;
    private const int DocumentOverhead = 32;
    private const string StartOfPath = "/documents/";

    /// <summary>The whole document.</summary>
    /// <param name="name">Its full name.</param>
    /// <param name="fields">Its fields.</param>
    public static long OfDocument(string name, IEnumerable<KeyValuePair<string, Value>> fields) =>
        OfName(name) + OfFields(fields) + DocumentOverhead;

    /// <summary>A document's full name: the collections and ids of its path.</summary>
    public static long OfName(string name)
    {
        var start = name.IndexOf(StartOfPath, StringComparison.Ordinal);
        var path = start < 0 ? name : name[(start + StartOfPath.Length)..];

        // A text counts one byte more than it has, and each segment but one brings a slash.
        return OfText(path) + NameOverhead;
    }

    /// <summary>Names and values.</summary>
    public static long OfFields(IEnumerable<KeyValuePair<string, Value>> fields)
    {
        long size = 0;
        foreach (var (name, value) in fields)
        {
            size += OfText(name) + Of(value);
        }

        return size;
    }

    /// <summary>One value.</summary>
    public static long Of(Value value) => value.ValueTypeCase switch
    {
        Value.ValueTypeOneofCase.IntegerValue or Value.ValueTypeOneofCase.DoubleValue or Value.ValueTypeOneofCase.TimestampValue => 8,
        Value.ValueTypeOneofCase.StringValue => OfText(value.StringValue),
        Value.ValueTypeOneofCase.BytesValue => value.BytesValue.Length,
        Value.ValueTypeOneofCase.GeoPointValue => 16,
        Value.ValueTypeOneofCase.ReferenceValue => OfName(value.ReferenceValue),
        Value.ValueTypeOneofCase.MapValue when VectorValue.Is(value.MapValue) => VectorValue.SizeOf(value.MapValue),
        Value.ValueTypeOneofCase.MapValue => Math.Max(1, OfFields(value.MapValue.Fields)),
        Value.ValueTypeOneofCase.ArrayValue => Math.Max(1, OfItems(value.ArrayValue)),

        // Null and the booleans.
        _ => 1,
    };

    private static long OfItems(ArrayValue array)
    {
        long size = 0;
        foreach (var item in array.Values)
        {
            size += Of(item);
        }

        return size;
    }

    private static long OfText(string text) => Encoding.UTF8.GetByteCount(text) + 1;
}
