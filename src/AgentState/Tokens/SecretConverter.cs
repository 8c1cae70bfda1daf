using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentState;

/// <summary>Writes a secret as it prints, and reads none: a secret comes from where it is kept, not out of a document that was logged.</summary>
internal sealed class SecretConverter : JsonConverter<Secret>
{
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A Secret is not read from JSON: make it from the text, by its constructor.");

    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
