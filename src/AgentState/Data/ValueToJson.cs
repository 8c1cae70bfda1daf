using System.Text.Json;
using AgentState.Internal.Data.Checks;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Data;

/// <summary>Writes stored values as JSON.</summary>
/// <remarks>
/// Types without a JSON form become strings: timestamps (RFC 3339), bytes (base64), references (full name), NaN and infinities (name). A
/// geo point becomes an object.
/// </remarks>
internal static class ValueToJson
{
    public static void Write(Utf8JsonWriter writer, MapValue map) => WriteMap(writer, map, map);

    public static void Write(Utf8JsonWriter writer, Value value) => WriteValue(writer, value, Values.Map(("value", value)).MapValue);

    private static void WriteMap(Utf8JsonWriter writer, MapValue map, MapValue root)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in map.Fields)
        {
            writer.WritePropertyName(name);
            WriteValue(writer, value, root);
        }

        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, ArrayValue array, MapValue root)
    {
        writer.WriteStartArray();
        foreach (var item in array.Values)
        {
            WriteValue(writer, item, root);
        }

        writer.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, Value value, MapValue root)
    {
        switch (value.ValueTypeCase)
        {
            case Value.ValueTypeOneofCase.NullValue:
                writer.WriteNullValue();
                break;
            case Value.ValueTypeOneofCase.BooleanValue:
                writer.WriteBooleanValue(value.BooleanValue);
                break;
            case Value.ValueTypeOneofCase.IntegerValue:
                writer.WriteNumberValue(value.IntegerValue);
                break;
            case Value.ValueTypeOneofCase.DoubleValue:
                DoubleText.Write(writer, value.DoubleValue);
                break;
            case Value.ValueTypeOneofCase.TimestampValue:
                writer.WriteStringValue(value.TimestampValue.ToDateTime());
                break;
            case Value.ValueTypeOneofCase.StringValue:
                writer.WriteStringValue(value.StringValue);
                break;
            case Value.ValueTypeOneofCase.BytesValue:
                writer.WriteBase64StringValue(value.BytesValue.Span);
                break;
            case Value.ValueTypeOneofCase.ReferenceValue:
                writer.WriteStringValue(value.ReferenceValue);
                break;
            case Value.ValueTypeOneofCase.GeoPointValue:
                GeoPointConverter.WriteObject(writer, value.GeoPointValue.Latitude, value.GeoPointValue.Longitude);
                break;
            case Value.ValueTypeOneofCase.ArrayValue:
                WriteArray(writer, value.ArrayValue, root);
                break;
            case Value.ValueTypeOneofCase.MapValue:
                WriteMap(writer, value.MapValue, root);
                break;
            default:
                throw UnknownKind.In(root);
        }
    }
}
