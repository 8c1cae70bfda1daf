using AgentState.Internal.Data;

namespace AgentState.Internal.Engines.Embedded.Queries;

/// <summary>Sums and averages numbers: exactly as integers while they fit, otherwise as doubles.</summary>
internal static class NumberAggregation
{
    public static Value Sum(IEnumerable<Value> numbers)
    {
        Int128 integers = 0;
        var doubles = 0d;
        var anyDouble = false;
        foreach (var number in numbers)
        {
            if (number.HasIntegerValue)
            {
                integers += number.IntegerValue;
            }
            else
            {
                anyDouble = true;
                doubles += number.DoubleValue;
            }
        }

        return !anyDouble && integers >= long.MinValue && integers <= long.MaxValue
            ? Values.Of((long)integers)
            : new Value { DoubleValue = doubles + (double)integers };
    }

    /// <summary>Returns the average; the null value if there is no number.</summary>
    public static Value Average(IEnumerable<Value> numbers)
    {
        var all = numbers.ToArray();
        if (all.Length == 0)
        {
            return Values.Null;
        }

        var sum = Sum(all);
        return new Value { DoubleValue = (sum.HasIntegerValue ? sum.IntegerValue : sum.DoubleValue) / all.Length };
    }
}
