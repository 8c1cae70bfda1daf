using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentState.Internal.Data;

/// <summary>Writes a version as a string.</summary>
internal sealed class StateVersionConverter : JsonConverter<StateVersion>
{
    public override StateVersion Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return StateVersion.Parse(reader.GetString() ?? throw new JsonException("A version must not be null."));
        }
        catch (FormatException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    public override void Write(Utf8JsonWriter writer, StateVersion value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
