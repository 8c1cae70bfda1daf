using System.Globalization;

namespace AgentState.Internal.Data;

/// <summary>
/// Converts a decimal to and from text digit for digit, with trailing zeros: its form with <see cref="StateMapOptions.DecimalsAsText"/>.
/// </summary>
internal static class DecimalText
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static string Of(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    public static bool TryParse(string? text, out decimal number) =>
        decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out number);
}
