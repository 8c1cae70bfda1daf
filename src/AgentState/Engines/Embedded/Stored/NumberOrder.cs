namespace AgentState.Internal.Engines.Embedded.Stored;

/// <summary>Orders integers and doubles by their exact values; minus zero equals zero.</summary>
/// <remarks>So 5 equals 5.0, and 2^53 + 1 differs from the adjacent doubles.</remarks>
internal static class NumberOrder
{
    // The smallest positive double that is not a long; its negative is one.
    private const double TwoTo63 = 9_223_372_036_854_775_808d;

    public static int Compare(Value left, Value right) => (left.ValueTypeCase, right.ValueTypeCase) switch
    {
        (Value.ValueTypeOneofCase.IntegerValue, Value.ValueTypeOneofCase.IntegerValue) => left.IntegerValue.CompareTo(right.IntegerValue),
        (Value.ValueTypeOneofCase.IntegerValue, _) => Compare(left.IntegerValue, right.DoubleValue),
        (_, Value.ValueTypeOneofCase.IntegerValue) => -Compare(right.IntegerValue, left.DoubleValue),
        _ => Compare(left.DoubleValue, right.DoubleValue),
    };

    /// <summary>Compares doubles; NaN is less than all other numbers and equals itself.</summary>
    public static int Compare(double left, double right) => left.CompareTo(right);

    private static int Compare(long left, double right)
    {
        if (double.IsNaN(right))
        {
            return 1;
        }

        if (right >= TwoTo63)
        {
            return -1;
        }

        if (right < -TwoTo63)
        {
            return 1;
        }

        var whole = Math.Truncate(right);
        var byWhole = left.CompareTo((long)whole);
        return byWhole != 0 ? byWhole : whole.CompareTo(right);
    }
}
