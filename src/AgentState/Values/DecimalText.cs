using System.Globalization;

namespace AgentState;

/// <summary>
/// The stored form of a decimal: a string. A double could not hold its digits, and Firestore has no decimal. Trailing zeros are kept.
/// </summary>
internal static class DecimalText
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static string Of(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    public static bool TryParse(string? text, out decimal number) =>
        decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out number);
}
