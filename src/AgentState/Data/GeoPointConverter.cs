using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentState.Internal.Data;

/// <summary>Writes a geo point as an object with two numbers.</summary>
internal sealed class GeoPointConverter : JsonConverter<GeoPoint>
{
    private const string Shape = "A geo point must be an object with the numbers latitude (-90 to 90) and longitude (-180 to 180).";

    public static void WriteObject(Utf8JsonWriter writer, double latitude, double longitude)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("latitude"u8);
        DoubleText.Write(writer, latitude);
        writer.WritePropertyName("longitude"u8);
        DoubleText.Write(writer, longitude);
        writer.WriteEndObject();
    }

    public override GeoPoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        double? latitude = null;
        double? longitude = null;
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            throw new JsonException(Shape);
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("latitude"u8))
            {
                latitude = Number(ref reader);
            }
            else if (reader.ValueTextEquals("longitude"u8))
            {
                longitude = Number(ref reader);
            }
            else
            {
                throw new JsonException(Shape);
            }
        }

        return latitude is >= -90 and <= 90 && longitude is >= -180 and <= 180
            ? new GeoPoint(latitude.Value, longitude.Value)
            : throw new JsonException(Shape);
    }

    public override void Write(Utf8JsonWriter writer, GeoPoint value, JsonSerializerOptions options) =>
        WriteObject(writer, value.Latitude, value.Longitude);

    private static double Number(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType is JsonTokenType.Number && reader.TryGetDouble(out var number)
            ? number
            : throw new JsonException(Shape);
}
