using AgentState.Internal.Data.Checks;
using AgentState.Internal.Documents;
using AgentState.Internal.Engines.Embedded.Stored;
using Google.Cloud.Firestore.V1;
using Google.Protobuf.Collections;

namespace AgentState.Internal.Sqlite.Keys;

/// <summary>Writes values in the order of <see cref="ValueOrder"/>.</summary>
internal static class ValueKey
{
    private const byte MapEntry = 1;

    /// <summary>Writes a value. Its bytes do not begin with the bytes of a different value.</summary>
    public static void Write(KeyBuffer key, Value value)
    {
        // The bytes of kinds start at 1, because zero ends an array.
        var kind = ValueOrder.KindOf(value);
        key.WriteByte((byte)(kind + 1));
        switch (kind)
        {
            case ValueKind.Boolean:
                key.WriteByte(value.BooleanValue ? (byte)1 : (byte)0);
                break;
            case ValueKind.Number:
                WriteNumber(key, value);
                break;
            case ValueKind.Timestamp:
                key.WriteInt64(value.TimestampValue.Seconds);
                key.WriteUInt32((uint)value.TimestampValue.Nanos);
                break;
            case ValueKind.String:
                key.WriteText(value.StringValue);
                break;
            case ValueKind.Bytes:
                key.WriteBytes(value.BytesValue.Span);
                break;
            case ValueKind.Reference:
                PathKey.Write(key, value.ReferenceValue);
                break;
            case ValueKind.GeoPoint:
                key.WriteUInt64(NumberKey.SortableBits(value.GeoPointValue.Latitude));
                key.WriteUInt64(NumberKey.SortableBits(value.GeoPointValue.Longitude));
                break;
            case ValueKind.Array:
                WriteElements(key, value.ArrayValue.Values);
                break;
            case ValueKind.Vector:
                WriteVector(key, value.MapValue.Fields[VectorValue.NumbersName].ArrayValue.Values);
                break;
            case ValueKind.Map:
                WriteEntries(key, value.MapValue.Fields);
                break;
        }
    }

    private static void WriteNumber(KeyBuffer key, Value value)
    {
        var (floor, distance) = value.HasIntegerValue ? NumberKey.Split(value.IntegerValue) : (value.DoubleValue, (ushort)0);
        key.WriteUInt64(NumberKey.SortableBits(floor));
        key.WriteUInt16(distance);
    }

    private static void WriteElements(KeyBuffer key, RepeatedField<Value> elements)
    {
        foreach (var element in elements)
        {
            Write(key, element);
        }

        key.WriteEnd();
    }

    // The numbers of a vector are doubles and not NaN. A shorter vector is less, regardless of its numbers.
    private static void WriteVector(KeyBuffer key, RepeatedField<Value> numbers)
    {
        key.WriteUInt32((uint)numbers.Count);
        foreach (var number in numbers)
        {
            key.WriteUInt64(NumberKey.SortableBits(number.DoubleValue));
        }
    }

    private static void WriteEntries(KeyBuffer key, MapField<string, Value> map)
    {
        var names = new string[map.Count];
        map.Keys.CopyTo(names, 0);
        Array.Sort(names, Utf8Order.Comparer);
        foreach (var name in names)
        {
            key.WriteByte(MapEntry);
            key.WriteText(name);
            Write(key, map[name]);
        }

        key.WriteEnd();
    }
}
