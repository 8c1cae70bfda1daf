using System.Globalization;

namespace AgentState;

/// <summary>
/// The text of a decimal, digit for digit: its stored form where <see cref="StateMapOptions.DecimalsAsText"/> asks for it. Trailing zeros are kept.
/// </summary>
internal static class DecimalText
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static string Of(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    public static bool TryParse(string? text, out decimal number) =>
        decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out number);
}
