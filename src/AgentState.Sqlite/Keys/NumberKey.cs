namespace AgentState.Internal.Sqlite.Keys;

/// <summary>The parts of a number in a key: a double, and the distance from there to an integer that is not a double.</summary>
internal static class NumberKey
{
    private const ulong SignBit = 1UL << 63;

    // The smallest positive double that is not a long.
    private const double TwoTo63 = 9_223_372_036_854_775_808d;

    /// <summary>Returns bits that have the order of the doubles; minus zero equals zero. NaN is not valid.</summary>
    public static ulong SortableBits(double number)
    {
        // Adding zero turns minus zero into zero. The bits of negative numbers have the opposite order.
        var bits = BitConverter.DoubleToUInt64Bits(number + 0d);
        return (bits & SignBit) == 0 ? bits | SignBit : ~bits;
    }

    /// <summary>Returns the largest double that is not greater than an integer, and the distance from there to the integer.</summary>
    /// <remarks>Doubles between 2^62 and 2^63 are 1,024 apart, so the distance is at most 1,023.</remarks>
    public static (double Floor, ushort Distance) Split(long number)
    {
        // The nearest double may be greater. The comparison with 2^63 comes first, because 2^63 cannot be converted back.
        var floor = (double)number;
        if (floor >= TwoTo63 || (long)floor > number)
        {
            floor = Math.BitDecrement(floor);
        }

        return (floor, (ushort)(number - (long)floor));
    }
}
