using System.Text.Json;
using System.Text.Json.Serialization;
using AgentState.Internal.Data.Checks;

namespace AgentState.Internal.Data;

/// <summary>Converts a map that is a member of a typed value to and from a JSON object.</summary>
internal sealed class StateMapConverter : JsonConverter<StateMap>
{
    public override StateMap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            throw new JsonException("A JSON object was expected for a map.");
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
