using AgentState.Internal.Data;
using AgentState.Internal.Engines.Embedded.Stored;

namespace AgentState.Internal.Engines.Embedded.Writing;

/// <summary>Computes increment, maximum and minimum; the operand replaces a current value that is not a number.</summary>
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

    /// <summary>Returns the larger value; of equal values the current one. NaN takes precedence, as in <see cref="Smaller"/>.</summary>
    public static Value Larger(Value? current, Value operand) =>
        Keeps(current, operand) ?? (ValueOrder.Compare(current!, operand) >= 0 ? current! : operand);

    public static Value Smaller(Value? current, Value operand) =>
        Keeps(current, operand) ?? (ValueOrder.Compare(current!, operand) <= 0 ? current! : operand);

    // The result if no comparison is necessary; otherwise null.
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
