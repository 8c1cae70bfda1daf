using System.Globalization;
using System.Text.Json;

namespace AgentState.Internal.Data;

/// <summary>Converts a decimal to its stored number: a 64-bit integer, or the double that reads back as the same decimal.</summary>
/// <remarks>Firestore has no decimal type. A decimal that neither can represent is refused: it would read as another number.</remarks>
internal static class DecimalNumber
{
    /// <summary>The reason for a refusal.</summary>
    public const string Refusal =
        "is a decimal that neither a 64-bit integer nor a double can represent exactly. Round it, or store decimals as text with " +
        "StateMapOptions.DecimalsAsText.";

    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
    private const int LongestText = 40;

    /// <summary>The JSON text of a refused decimal; no double is that large, so it cannot be confused with a number.</summary>
    public static ReadOnlySpan<byte> Refused => "1e999999"u8;

    /// <summary>Returns the stored number; null if the decimal is refused.</summary>
    public static Value? Of(decimal number) => IsInteger(number)
        ? Values.Of((long)number)
        : DoubleOf(number) is { } exact ? new Value { DoubleValue = exact } : null;

    public static void Write(Utf8JsonWriter writer, decimal number)
    {
        if (IsInteger(number))
        {
            writer.WriteNumberValue((long)number);
        }
        else if (DoubleOf(number) is { } exact)
        {
            DoubleText.Write(writer, exact);
        }
        else
        {
            writer.WriteRawValue(Refused, skipInputValidation: true);
        }
    }

    /// <summary>Parses a JSON number, including a double as it is written in JSON.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out decimal number) =>
        decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out number);

    private static bool IsInteger(decimal number) => decimal.IsInteger(number) && number is >= long.MinValue and <= long.MaxValue;

    // Converts by text, because casts between decimal and double round less exactly.
    private static double? DoubleOf(decimal number)
    {
        Span<byte> text = stackalloc byte[LongestText];
        number.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        var nearest = double.Parse(text[..length], Style, CultureInfo.InvariantCulture);
        return TryParse(DoubleText.Format(nearest, text), out var back) && back == number ? nearest : null;
    }
}
