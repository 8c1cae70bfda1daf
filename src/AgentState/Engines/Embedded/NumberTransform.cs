namespace AgentState;

/// <summary>The arithmetic of increment, maximum and minimum. What is no number counts as absent, and gives way to the operand.</summary>
internal static class NumberTransform
{
    public static Value Add(Value? current, Value operand)
    {
        if (!IsNumber(current))
        {
            return operand;
        }

        return current.HasIntegerValue && operand.HasIntegerValue
            ? Values.Of(SaturatingSum(current.IntegerValue, operand.IntegerValue))
            : new Value { DoubleValue = ToDouble(current) + ToDouble(operand) };
    }

    /// <summary>Of equals, what is there stays. NaN wins over every number, here as in <see cref="Smaller"/>.</summary>
    public static Value Larger(Value? current, Value operand) =>
        Keeps(current, operand) ?? (ValueOrder.Compare(current!, operand) >= 0 ? current! : operand);

    public static Value Smaller(Value? current, Value operand) =>
        Keeps(current, operand) ?? (ValueOrder.Compare(current!, operand) <= 0 ? current! : operand);

    // What is decided without a comparison.
    private static Value? Keeps(Value? current, Value operand)
    {
        if (!IsNumber(current) || IsNaN(operand))
        {
            return operand;
        }

        return IsNaN(current) ? current : null;
    }

    private static bool IsNaN(Value value) => ValueOrder.KindOf(value) is ValueKind.NaN;

    private static bool IsNumber([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] Value? value) =>
        value is not null && ValueOrder.KindOf(value) is ValueKind.Number or ValueKind.NaN;

    private static double ToDouble(Value number) => number.HasIntegerValue ? number.IntegerValue : number.DoubleValue;

    private static long SaturatingSum(long left, long right)
    {
        var sum = unchecked(left + right);
        var overflowed = ((left ^ sum) & (right ^ sum)) < 0;
        return overflowed ? (left < 0 ? long.MinValue : long.MaxValue) : sum;
    }
}
