using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentState.Internal.Data;

/// <summary>Writes 5.0 as 5.0 instead of 5, which would be stored as an integer.</summary>
/// <remarks>Otherwise the converter follows the number handling of the options.</remarks>
internal sealed class FloatingPointConverter<T>(JsonNumberHandling handling) : JsonConverter<T>
    where T : struct, IBinaryFloatingPointIeee754<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.String)
        {
            return Named(reader.GetString());
        }

        if (reader.TokenType is not JsonTokenType.Number)
        {
            throw new JsonException("A number was expected.");
        }

        // A number that is too large for T parses as an infinity.
        var number = T.Parse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
        return T.IsFinite(number) ? number : throw new JsonException("The number is too large.");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        if (!T.IsFinite(value) && !handling.HasFlag(JsonNumberHandling.AllowNamedFloatingPointLiterals))
        {
            // This text overflows when it is read, so that JsonToValue refuses it with its path.
            writer.WriteRawValue("1e999"u8, skipInputValidation: true);
        }
        else if (T.IsFinite(value) && handling.HasFlag(JsonNumberHandling.WriteAsString))
        {
            writer.WriteStringValue(value.ToString(format: null, CultureInfo.InvariantCulture));
        }
        else
        {
            DoubleText.Write(writer, value);
        }
    }

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.TryParse(reader.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new JsonException("A number was expected.");

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString(format: null, CultureInfo.InvariantCulture));

    // A stored NaN or infinity is a number in the database, so its name is accepted whatever the options are.
    private T Named(string? text)
    {
        if (DoubleText.TryParseName<T>(text, out var named))
        {
            return named;
        }

        return handling.HasFlag(JsonNumberHandling.AllowReadingFromString)
            && T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new JsonException("A number was expected.");
    }
}
