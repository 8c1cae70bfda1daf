using System.Text;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Data.Checks;

/// <summary>Computes the size of a document in bytes as Firestore counts it toward its limit.</summary>
/// <remarks>An empty map or array counts as one byte, as measured on the emulator.</remarks>
internal static class DocumentSize
{
    private const int NameOverhead = 16;
    private const int DocumentOverhead = 32;
    private const string StartOfPath = "/documents/";

    /// <summary>Returns the size of a document.</summary>
    /// <param name="name">The document's full name.</param>
    /// <param name="fields">All fields of the document.</param>
    public static long OfDocument(string name, IEnumerable<KeyValuePair<string, Value>> fields) =>
        OfName(name) + OfFields(fields) + DocumentOverhead;

    /// <summary>Returns the size of a document's full name, of which only the collections and ids count.</summary>
    public static long OfName(string name)
    {
        var start = name.IndexOf(StartOfPath, StringComparison.Ordinal);
        var path = start < 0 ? name : name[(start + StartOfPath.Length)..];

        // Each segment counts one extra byte: the slashes of the path plus the extra byte of OfText.
        return OfText(path) + NameOverhead;
    }

    /// <summary>Returns the size of names and values.</summary>
    public static long OfFields(IEnumerable<KeyValuePair<string, Value>> fields)
    {
        long size = 0;
        foreach (var (name, value) in fields)
        {
            size += OfText(name) + Of(value);
        }

        return size;
    }

    /// <summary>Returns the size of one value.</summary>
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

        // Null and Booleans.
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
