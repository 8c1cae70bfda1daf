using System.Globalization;
using System.Text.Json;

namespace AgentState;

/// <summary>
/// The stored form of a decimal, wherever it comes from: an integer where it is a whole number of 64 bits, else the double that reads back as the same
/// decimal. Firestore has no decimal; one that neither holds is refused, since every program would read another number.
/// </summary>
internal static class DecimalNumber
{
    /// <summary>Why one is refused.</summary>
    public const string Refusal =
        "is a decimal that neither an integer of 64 bits nor a double holds exactly. Round it, or store decimals as text with StateMapOptions.DecimalsAsText.";

    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
    private const int LongestText = 40;

    /// <summary>What is written as JSON for one that is refused. No double is as large, so that it is never taken for a number.</summary>
    public static ReadOnlySpan<byte> Refused => "1e999999"u8;

    /// <summary>Null where it is refused.</summary>
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

    /// <summary>Reads a JSON number, and a double as it is written in JSON.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out decimal number) => decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out number);

    private static bool IsInteger(decimal number) => decimal.IsInteger(number) && number is >= long.MinValue and <= long.MaxValue;

    // The double nearest to it, by its text: a cast does not round as exactly, in either direction.
    private static double? DoubleOf(decimal number)
    {
        Span<byte> text = stackalloc byte[LongestText];
        number.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        var nearest = double.Parse(text[..length], Style, CultureInfo.InvariantCulture);
        return TryParse(DoubleText.Format(nearest, text), out var back) && back == number ? nearest : null;
    }
}
