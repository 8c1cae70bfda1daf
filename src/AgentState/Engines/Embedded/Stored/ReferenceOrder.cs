using System.Globalization;
using AgentState.Internal.Documents;

namespace AgentState.Internal.Engines.Embedded.Stored;

/// <summary>Orders document names segment by segment, numeric ids first.</summary>
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
            // One name is a prefix of the other. At the end of a segment the prefix comes first; otherwise the segments are compared.
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

    /// <summary>Compares two ids: ids such as <c>__id7__</c> come first, ordered by number; all others are ordered by bytes.</summary>
    public static int CompareIds(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        (TryReadNumeric(left, out var leftNumber), TryReadNumeric(right, out var rightNumber)) switch
        {
            (true, true) => leftNumber.CompareTo(rightNumber),
            (true, false) => -1,
            (false, true) => 1,
            _ => Utf8Order.Compare(left, right),
        };

    /// <summary>Returns whether an id is a numeric id of Datastore, such as <c>__id7__</c>.</summary>
    public static bool TryReadNumeric(ReadOnlySpan<char> id, out long number)
    {
        number = 0;
        if (id.Length <= NumericPrefix.Length + NumericSuffix.Length
            || !id.StartsWith(NumericPrefix, StringComparison.Ordinal)
            || !id.EndsWith(NumericSuffix, StringComparison.Ordinal))
        {
            return false;
        }

        // Numbers have no leading zeros, and zero is not a numeric id. The parser would ignore zero characters at the end.
        var digits = id[NumericPrefix.Length..^NumericSuffix.Length];
        return digits.TrimStart('-') is [>= '1' and <= '9', ..]
            && !digits.Contains('\0')
            && long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    private static ReadOnlySpan<char> Segment(string name, int start)
    {
        var rest = name.AsSpan(start);
        var end = rest.IndexOf('/');
        return end < 0 ? rest : rest[..end];
    }
}
