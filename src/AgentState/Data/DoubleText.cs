using System.Globalization;
using System.Text.Json;

namespace AgentState.Internal.Data;

/// <summary>Writes a floating-point number as JSON, always with a point or an exponent so that 5.0 reads back as a double.</summary>
/// <remarks>NaN and infinities become the strings that System.Text.Json uses for named floating-point literals.</remarks>
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

    /// <summary>Returns the shortest text that reads back as the same number.</summary>
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
