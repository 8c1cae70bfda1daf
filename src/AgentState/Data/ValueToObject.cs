using AgentState.Internal.Data.Checks;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Data;

/// <summary>Converts stored values into new plain objects, so that changes to them do not affect the stored message.</summary>
internal static class ValueToObject
{
    public static Dictionary<string, object?> Map(MapValue map) => Map(map, map);

    private static Dictionary<string, object?> Map(MapValue map, MapValue root)
    {
        var entries = new Dictionary<string, object?>(map.Fields.Count);
        foreach (var (name, value) in map.Fields)
        {
            entries.Add(name, Of(value, root));
        }

        return entries;
    }

    /// <summary>Converts one value; the map it is in names the path of an unsupported type.</summary>
    public static object? Of(Value value, MapValue root) => value.ValueTypeCase switch
    {
        Value.ValueTypeOneofCase.NullValue => null,
        Value.ValueTypeOneofCase.BooleanValue => value.BooleanValue,
        Value.ValueTypeOneofCase.IntegerValue => value.IntegerValue,
        Value.ValueTypeOneofCase.DoubleValue => value.DoubleValue,
        Value.ValueTypeOneofCase.TimestampValue => value.TimestampValue.ToDateTimeOffset(),
        Value.ValueTypeOneofCase.StringValue => value.StringValue,
        Value.ValueTypeOneofCase.BytesValue => value.BytesValue.ToByteArray(),
        Value.ValueTypeOneofCase.ReferenceValue => DocumentPath.Stored(value.ReferenceValue),
        Value.ValueTypeOneofCase.GeoPointValue => new GeoPoint(value.GeoPointValue.Latitude, value.GeoPointValue.Longitude),
        Value.ValueTypeOneofCase.ArrayValue => Array(value.ArrayValue, root),
        Value.ValueTypeOneofCase.MapValue => Map(value.MapValue, root),
        _ => throw UnknownKind.In(root),
    };

    private static List<object?> Array(ArrayValue array, MapValue root)
    {
        var items = new List<object?>(array.Values.Count);
        foreach (var item in array.Values)
        {
            items.Add(Of(item, root));
        }

        return items;
    }
}
