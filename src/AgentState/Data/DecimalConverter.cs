using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentState.Internal.Data;

/// <summary>Writes a decimal as a number or as text; reads both, because other clients may have stored either.</summary>
/// <param name="asText">Whether decimals are written as text.</param>
internal sealed class DecimalConverter(bool asText) : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String when DecimalText.TryParse(reader.GetString(), out var number) => number,
        JsonTokenType.Number when DecimalNumber.TryParse(reader.ValueSpan, out var number) => number,
        _ => throw new JsonException("A decimal number was expected."),
    };

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options)
    {
        if (asText)
        {
            writer.WriteStringValue(DecimalText.Of(value));
        }
        else
        {
            DecimalNumber.Write(writer, value);
        }
    }

    public override decimal ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DecimalText.TryParse(reader.GetString(), out var number) ? number : throw new JsonException("A decimal number was expected.");

    public override void WriteAsPropertyName(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WritePropertyName(DecimalText.Of(value));
}
