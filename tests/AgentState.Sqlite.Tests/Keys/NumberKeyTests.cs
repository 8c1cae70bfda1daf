using System.Numerics;
using CsCheck;

namespace AgentState.Sqlite.Tests;

/// <summary>Integers are split exactly, also where the nearest double is greater.</summary>
public sealed class NumberKeyTests
{
    private static readonly Gen<long> Integer = Gen.Frequency<long>(
        (1, Gen.Long),
        (1, Gen.Select(Gen.Int[0, 63], Gen.Int[-2_100, 2_100], static (power, distance) => unchecked((1L << power) + distance))),
        (1, Gen.Select(Gen.Int[0, 63], Gen.Int[-2_100, 2_100], static (power, distance) => unchecked(-(1L << power) + distance))));

    [Fact]
    public void Split_Integer_ReturnsTheLargestDoubleBelowAndTheDistance() =>
        Integer.Sample(
            static number =>
            {
                var (floor, distance) = NumberKey.Split(number);

                return new BigInteger(floor) + distance == number
                    && (distance == 0 || new BigInteger(Math.BitIncrement(floor)) > number);
            },
            iter: TestKeys.Samples);

    [Theory]
    [InlineData(0, 0d, 0)]
    [InlineData(9_007_199_254_740_993, 9_007_199_254_740_992d, 1)]
    [InlineData(9_007_199_254_740_995, 9_007_199_254_740_994d, 1)]
    [InlineData(-9_007_199_254_740_993, -9_007_199_254_740_994d, 1)]
    [InlineData(long.MaxValue, 9_223_372_036_854_774_784d, 1_023)]
    [InlineData(long.MaxValue - 1_023, 9_223_372_036_854_774_784d, 0)]
    [InlineData(long.MinValue, -9_223_372_036_854_775_808d, 0)]
    [InlineData(long.MinValue + 1_023, -9_223_372_036_854_775_808d, 1_023)]
    public void Split_EdgeOfPrecision_ReturnsExactParts(long number, double floor, int distance) =>
        NumberKey.Split(number).Should().Be((floor, (ushort)distance));
}
