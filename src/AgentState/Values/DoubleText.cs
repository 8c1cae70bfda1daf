using System.Globalization;
using System.Text.Json;

namespace AgentState;

/// <summary>
/// The JSON form of a floating-point number: always with a point or an exponent, so that 5.0 comes back as the double it was.
/// What JSON has no number for is a string, as System.Text.Json writes it where it is allowed to.
/// </summary>
internal static class DoubleText
{
    public const string NaN = "NaN";
    public const string PositiveInfinity = "Infinity";
    public const string NegativeInfinity = "-Infinity";

    private const int LongestText = 40;

    public static void Write<T>(Utf8JsonWriter writer, T number)
        where T : System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        if (!T.IsFinite(number))
        {
            writer.WriteStringValue(T.IsNaN(number) ? NaN : T.IsNegative(number) ? NegativeInfinity : PositiveInfinity);
            return;
        }

        Span<byte> text = stackalloc byte[LongestText];
        writer.WriteRawValue(Format(number, text), skipInputValidation: true);
    }

    /// <summary>The shortest text that gives the number back.</summary>
    public static ReadOnlySpan<byte> Format<T>(T number, Span<byte> destination)
        where T : System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        number.TryFormat(destination, out var length, default, CultureInfo.InvariantCulture);
        if (destination[..length].IndexOfAny((byte)'.', (byte)'E') < 0)
        {
            ".0"u8.CopyTo(destination[length..]);
            length += 2;
        }

        return destination[..length];
    }

    public static bool TryParseName<T>(string? text, out T number)
        where T : System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        (var known, number) = text switch
        {
            NaN => (true, T.NaN),
            PositiveInfinity => (true, T.PositiveInfinity),
            NegativeInfinity => (true, T.NegativeInfinity),
            _ => (false, T.Zero),
        };
        return known;
    }
}
