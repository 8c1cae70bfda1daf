using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentState.Internal.Tokens;

/// <summary>Writes a secret in its printed form, and does not read secrets from JSON.</summary>
internal sealed class SecretStringConverter : JsonConverter<SecretString>
{
    public override SecretString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A SecretString cannot be read from JSON. Create it with its constructor.");

    public override void Write(Utf8JsonWriter writer, SecretString value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
