namespace AgentState.Internal.Documents;

/// <summary>Orders strings by their UTF-8 bytes, which is the order of their code points.</summary>
internal static class Utf8Order
{
    public static IComparer<string> Comparer { get; } = Comparer<string>.Create(static (left, right) => Compare(left, right));

    public static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var common = left.CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        // UTF-16 sorts surrogates (code points beyond the basic plane) before U+E000 to U+FFFF; UTF-8 sorts them last.
        var (leftUnit, rightUnit) = (left[common], right[common]);
        var (leftBeyond, rightBeyond) = (char.IsSurrogate(leftUnit), char.IsSurrogate(rightUnit));
        return leftBeyond == rightBeyond ? leftUnit.CompareTo(rightUnit) : leftBeyond.CompareTo(rightBeyond);
    }
}
