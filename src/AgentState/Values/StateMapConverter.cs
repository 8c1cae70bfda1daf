using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentState;

/// <summary>Makes a map in a type of the caller's a plain JSON object.</summary>
internal sealed class StateMapConverter : JsonConverter<StateMap>
{
    public override StateMap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            throw new JsonException("A map is a JSON object.");
        }

        try
        {
            return new StateMap(new JsonToValue(new ValueCursor("json")).ReadMap(ref reader));
        }
        catch (Exception error) when (error is ArgumentException or StateLimitException)
        {
            throw new JsonException(error.Message, error);
        }
    }

    public override void Write(Utf8JsonWriter writer, StateMap value, JsonSerializerOptions options) =>
        ValueToJson.Write(writer, value.Fields);
}
