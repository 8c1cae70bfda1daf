using System.Globalization;

namespace AgentState;

/// <summary>The order of document names: segment by segment, numeric ids first.</summary>
internal static class ReferenceOrder
{
    private const string NumericPrefix = "__id";
    private const string NumericSuffix = "__";

    /// <summary>Compares two full names, or two paths of the same form.</summary>
    public static int Compare(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            // One is the other's beginning. It comes first where it ends a segment; in mid-segment the segments decide.
            if (left.Length == right.Length)
            {
                return 0;
            }

            var longer = left.Length > right.Length ? left : right;
            if (longer[common] == '/')
            {
                return left.Length.CompareTo(right.Length);
            }
        }

        var start = common == 0 ? 0 : left.LastIndexOf('/', common - 1) + 1;
        return CompareIds(Segment(left, start), Segment(right, start));
    }

    /// <summary>Compares two ids: those of the form <c>__id7__</c> by number and before all others, the rest by their bytes.</summary>
    public static int CompareIds(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        (TryReadNumeric(left, out var leftNumber), TryReadNumeric(right, out var rightNumber)) switch
        {
            (true, true) => leftNumber.CompareTo(rightNumber),
            (true, false) => -1,
            (false, true) => 1,
            _ => Utf8Order.Compare(left, right),
        };

    /// <summary>Whether an id is one of the numbers that an older form of the database gave out.</summary>
    public static bool TryReadNumeric(ReadOnlySpan<char> id, out long number)
    {
        number = 0;
        if (id.Length <= NumericPrefix.Length + NumericSuffix.Length
            || !id.StartsWith(NumericPrefix, StringComparison.Ordinal)
            || !id.EndsWith(NumericSuffix, StringComparison.Ordinal))
        {
            return false;
        }

        // One spelling for each number, and none for zero.
        var digits = id[NumericPrefix.Length..^NumericSuffix.Length];
        return digits.TrimStart('-') is [>= '1' and <= '9', ..]
            && long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    private static ReadOnlySpan<char> Segment(string name, int start)
    {
        var rest = name.AsSpan(start);
        var end = rest.IndexOf('/');
        return end < 0 ? rest : rest[..end];
    }
}
