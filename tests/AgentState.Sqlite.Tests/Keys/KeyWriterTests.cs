using Google.Cloud.Firestore.V1;
using Google.Protobuf;

namespace AgentState.Sqlite.Tests;

/// <summary>The values that are easily misplaced.</summary>
public sealed class KeyWriterTests
{
    private const long TwoTo53 = 1L << 53;
    private const double TwoTo63 = 9_223_372_036_854_775_808d;

    [Fact]
    public void Append_ValuesOfEachKind_AreInTheOrderOfKinds() => TestKeys.RequireAscending(
        Values.Null,
        Values.Of(false),
        Values.Of(true),
        Double(double.NaN),
        Double(double.NegativeInfinity),
        Double(double.PositiveInfinity),
        Values.Of(DateTimeOffset.MinValue),
        Values.Of(DateTimeOffset.MaxValue),
        Values.Of(""),
        Values.Of("\uFFFF"),
        Bytes(),
        Bytes(0xFF, 0xFF),
        Values.Reference("projects/p/databases/d/documents/c/1"),
        Point(-90, -180),
        Point(90, 180),
        Values.Of([]),
        Values.Of([Values.Map()]),
        Vector(1),
        Values.Map(),
        Values.Map(("a", Values.Null)));

    [Fact]
    public void Append_IntegersAndDoubles_AreInTheirExactOrder() => TestKeys.RequireAscending(
        Double(double.NegativeInfinity),
        Double(double.MinValue),
        Double(Math.BitDecrement(-TwoTo63)),
        Values.Of(long.MinValue),
        Values.Of(long.MinValue + 1),
        Values.Of(long.MinValue + 511),
        Values.Of(long.MinValue + 512),
        Values.Of(long.MinValue + 513),
        Values.Of(long.MinValue + 1_023),
        Double(Math.BitIncrement(-TwoTo63)),
        Values.Of(long.MinValue + 1_025),
        Double(-TwoTo53 - 2),
        Values.Of(-TwoTo53 - 1),
        Double(-TwoTo53),
        Double(-1.5),
        Values.Of(-1),
        Double(-double.Epsilon),
        Values.Of(0),
        Double(double.Epsilon),
        Values.Of(1),
        Double(1.5),
        Values.Of(TwoTo53 - 1),
        Double(TwoTo53),
        Values.Of(TwoTo53 + 1),
        Double(TwoTo53 + 2),
        Values.Of(TwoTo53 + 3),
        Values.Of(long.MaxValue - 1_024),
        Double(Math.BitDecrement(TwoTo63)),
        Values.Of(long.MaxValue - 1_022),
        Values.Of(long.MaxValue - 512),
        Values.Of(long.MaxValue - 511),
        Values.Of(long.MaxValue),
        Double(TwoTo63),
        Double(double.MaxValue),
        Double(double.PositiveInfinity));

    [Fact]
    public void Append_EqualValues_HaveEqualKeys()
    {
        (Value, Value)[] equal =
        [
            (Values.Of(5), Double(5)),
            (Values.Of(0), Double(-0d)),
            (Double(0), Double(-0d)),
            (Values.Of(TwoTo53), Double(TwoTo53)),
            (Values.Of(long.MaxValue - 1_023), Double(Math.BitDecrement(TwoTo63))),
            (Values.Of(long.MinValue), Double(-TwoTo63)),
            (Double(double.NaN), Double(-double.NaN)),
            (Point(0, 0), Point(-0d, -0d)),
            (Vector(0), Vector(-0d)),
            (Values.Of([Values.Of(1)]), Values.Of([Double(1)])),
            (Values.Map(("a", Values.Of(1)), ("b", Values.Null)), Values.Map(("b", Values.Null), ("a", Double(1)))),
        ];

        equal.Should().OnlyContain(static pair => TestKeys.Compare(TestKeys.Of(pair.Item1, false), TestKeys.Of(pair.Item2, false)) == 0);
    }

    [Fact]
    public void Append_Strings_AreInTheOrderOfCodePoints() => TestKeys.RequireAscending(
        [.. ((string[])["", "\0", "\0\0", "\0a", "\u0001", "a", "a\0", "a\0b", "a\u0001", "aa", "b", "\u007F", "\u0080", "\uD7FF", "\uE000",
            "\uFFFF", "\U00010000", "\U0010FFFF"]).Select(static text => Values.Of(text))]);

    [Fact]
    public void Append_Bytes_AreInTheOrderOfBytes() => TestKeys.RequireAscending(
        Bytes(), Bytes(0), Bytes(0, 0), Bytes(0, 1), Bytes(0, 0xFF), Bytes(0, 0xFF, 0), Bytes(1), Bytes(1, 0), Bytes(0xFF), Bytes(0xFF, 0));

    [Fact]
    public void Append_Times_AreInTheirOrder() => TestKeys.RequireAscending(
        Time(-62_135_596_800, 0), Time(-1, 999_999_999), Time(0, 0), Time(0, 1), Time(0, 256), Time(1, 0), Time(253_402_300_799, 0));

    [Fact]
    public void Append_References_AreInTheOrderOfSegments() => TestKeys.RequireAscending(
        [.. ((string[])["__id-9223372036854775808__", "__id-3__", "__id7__", "__id7__/d/1", "__id10__", "__id9223372036854775807__", "1",
            "1/d/1", "1/d/2", "1\0", "1-", "10", "A", "__id", "__id07__", "__id0__", "a", "a/d/__id1__", "a/d/1", "\uE000", "𝒳"])
            .Select(static path => Values.Reference($"projects/p/databases/d/documents/c/{path}"))]);

    [Fact]
    public void Append_ArraysVectorsAndMaps_AreInTheirOrder()
    {
        TestKeys.RequireAscending(
            Values.Of([]),
            Values.Of([Values.Null]),
            Values.Of([Values.Null, Values.Null]),
            Values.Of([Values.Of(1)]),
            Values.Of([Values.Of(1), Values.Null]),
            Values.Of([Values.Of([])]),
            Values.Of([Values.Of([]), Values.Null]),
            Values.Of([Values.Of([Values.Null])]));
        TestKeys.RequireAscending(Vector(9), Vector(double.NegativeInfinity, 0), Vector(0, -1), Vector(0, 0), Vector(0, 0, 0));
        TestKeys.RequireAscending(
            Values.Map(),
            Values.Map(("", Values.Of(1))),
            Values.Map(("a", Values.Null)),
            Values.Map(("a", Values.Null), ("b", Values.Of(1))),
            Values.Map(("a", Values.Of(1))),
            Values.Map(("a\0", Values.Null)),
            Values.Map(("b", Values.Null)),
            Values.Map(("\uE000", Values.Null)),
            Values.Map(("𝒳", Values.Null)));
    }

    [Fact]
    public void Append_LoneSurrogates_DoesNotThrow() =>
        TestKeys.Of(Values.Of("a\uD800\0\uDC00"), descending: true).Should().NotBeEmpty();

    [Fact]
    public void Append_LongValue_WritesAllOfIt() =>
        TestKeys.Of(Values.Of(new string('é', 100_000)), descending: false).Should().HaveCount(1 + 200_000 + 2);

    [Fact]
    public void Copy_AfterMoreValues_HasOnlyTheEarlierOnes()
    {
        var key = new KeyWriter();
        key.Append(Values.Of(true), descending: false);
        var copy = key.Copy();
        key.Append(Values.Of("more"), descending: false);

        copy.ToArray().Should().Equal(TestKeys.Of(Values.Of(true), descending: false));
    }

    private static Value Double(double number) => new() { DoubleValue = number };

    private static Value Bytes(params byte[] bytes) => new() { BytesValue = ByteString.CopyFrom(bytes) };

    private static Value Time(long seconds, int nanos) => new() { TimestampValue = new() { Seconds = seconds, Nanos = nanos } };

    private static Value Point(double latitude, double longitude) =>
        new() { GeoPointValue = new LatLng { Latitude = latitude, Longitude = longitude } };

    private static Value Vector(params double[] numbers) =>
        Values.Map(("__type__", Values.Of("__vector__")), ("value", Values.Of(numbers.Select(Double))));
}
