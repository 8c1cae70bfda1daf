using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentState;

/// <summary>Keeps a decimal as a string, digit for digit; reads a number too, as other programs may have stored one.</summary>
internal sealed class DecimalConverter : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String when DecimalText.TryParse(reader.GetString(), out var number) => number,
        JsonTokenType.Number when reader.TryGetDecimal(out var number) => number,
        _ => throw new JsonException("A decimal number was expected."),
    };

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteStringValue(DecimalText.Of(value));

    public override decimal ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DecimalText.TryParse(reader.GetString(), out var number) ? number : throw new JsonException("A decimal number was expected.");

    public override void WriteAsPropertyName(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WritePropertyName(DecimalText.Of(value));
}
