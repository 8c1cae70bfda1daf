using AgentState.TestKit;
using CsCheck;
using Google.Cloud.Firestore.V1;
using Google.Protobuf;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AgentState.Sqlite.Tests;

/// <summary>Random values for keys. Many are equal to another one, adjacent to it, or an extension of it.</summary>
internal static class KeyValues
{
    private const string Root = "projects/p/databases/(default)/documents";

    private static readonly RandomValues Common = new RandomCalls(new DatabaseRoot("p")).Values;

    private static readonly Gen<long> Edge = Gen.OneOf(
        0L, 1L << 52, 1L << 53, 1L << 54, 1L << 62, long.MaxValue, -(1L << 52), -(1L << 53), -(1L << 54), -(1L << 62), long.MinValue);

    // A sum that overflows is near the opposite limit.
    private static readonly Gen<long> Integer = Gen.Frequency<long>(
        (4, Gen.Select(Edge, Gen.Int[-3, 3], static (edge, distance) => unchecked(edge + distance))),
        (2, Gen.Select(Edge, Gen.Int[-2_100, 2_100], static (edge, distance) => unchecked(edge + distance))),
        (1, Gen.Long));

    private static readonly Gen<Value> Number = Gen.Frequency<Value>(
        (4, Integer.Select(static number => Values.Of(number))),
        (4, Gen.Select(Integer, Gen.Int[-2, 2], static (number, steps) => RandomValues.Double(Step(number, steps)))),
        (1, Gen.Double.Select(static number => RandomValues.Double(number))),
        (2, Common.Number));

    private static readonly Gen<string> Text = Gen.OneOf(
        "\0", "\u0001", "a", "b", "\u007F", "\u0080", "\u00FF", "\uD7FF", "\uE000", "\uFFFF", "\U00010000", "\U0010FFFF")
        .Array[0, 4].Select(static parts => string.Concat(parts));

    private static readonly Gen<Value> String = Text.Select(static text => Values.Of(text));

    private static readonly Gen<Value> Bytes = Gen.OneOf<byte>(0, 1, 2, 0x7F, 0xFE, 0xFF).Array[0, 4]
        .Select(static bytes => new Value { BytesValue = ByteString.CopyFrom(bytes) });

    private static readonly Gen<Value> Time = Gen.Select(
        Gen.OneOf(-62_135_596_800L, -1L, 0L, 1L, 1_577_836_800L, 253_402_300_799L),
        Gen.OneOf(0, 1, 1_000, 999_999_999),
        static (seconds, nanos) => new Value { TimestampValue = new Timestamp { Seconds = seconds, Nanos = nanos } });

    private static readonly Gen<double> Degree = Gen.OneOf(-90d, -double.Epsilon, -0d, 0d, double.Epsilon, 1d, 90d);

    private static readonly Gen<Value> Point = Gen.Select(Degree, Degree, static (latitude, longitude) =>
        new Value { GeoPointValue = new LatLng { Latitude = latitude, Longitude = longitude } });

    private static readonly Gen<Value> Vector = Gen.OneOf(double.NegativeInfinity, -1d, -0d, 0d, 1d, 1.5, double.PositiveInfinity)
        .Array[1, 3].Select(static numbers => VectorOf(numbers.Select(RandomValues.Double)));

    // These are maps, unless all of the numbers happen to be doubles.
    private static readonly Gen<Value> AlmostVector = Number.Array[0, 2].Select(static numbers => VectorOf(numbers));

    /// <summary>An id, valid or not.</summary>
    public static Gen<string> Id { get; } = Gen.OneOf(
        "__id1__", "__id7__", "__id10__", "__id-3__", "__id9223372036854775807__", "__id-9223372036854775808__", "__id07__", "__id0__",
        "__id__", "__", "7", "A", "a", "aa", "a\0", "a\0a", "a\u0001", "a-", "é", "\uE000", "\uFFFD", "𝒳");

    /// <summary>The full name of a document, or of a collection.</summary>
    public static Gen<Value> Name { get; } = Id.Array[1, 4].Select(static ids => Values.Reference($"{Root}/{string.Join('/', ids)}"));

    public static Gen<Value> Scalar { get; } = Gen.Frequency<Value>(
        (3, Common.Scalar), (3, Number), (2, String), (1, Bytes), (1, Time), (1, Name), (1, Point));

    public static Gen<Value> Any { get; } = Nested(3);

    /// <summary>Two values, often of the same kind.</summary>
    public static Gen<(Value Left, Value Right)> Pair { get; } = Gen.Frequency<(Value Left, Value Right)>(
        (4, Two(Any)), (4, Two(Number)), (2, Two(String)), (1, Two(Bytes)), (1, Two(Time)), (2, Two(Name)), (1, Two(Point)),
        (3, Two(Array(Nested(1)))), (3, Two(Map(Nested(1)))), (1, Two(Vector)));

    private static Gen<Value> Nested(int depth) => depth == 0
        ? Scalar
        : Gen.Frequency<Value>(
            (6, Scalar), (2, Array(Nested(depth - 1))), (2, Map(Nested(depth - 1))), (1, Vector), (1, AlmostVector));

    private static Gen<Value> Array(Gen<Value> element) => element.Array[0, 3].Select(static elements => Values.Of(elements));

    private static Gen<Value> Map(Gen<Value> value) => Gen.Select(Text, value).Array[0, 3].Select(static entries =>
    {
        var map = new MapValue();
        foreach (var (name, entry) in entries)
        {
            map.Fields[name] = entry;
        }

        return new Value { MapValue = map };
    });

    private static Value VectorOf(IEnumerable<Value> numbers) =>
        Values.Map(("__type__", Values.Of("__vector__")), ("value", Values.Of(numbers)));

    private static Gen<(Value Left, Value Right)> Two(Gen<Value> value) =>
        Gen.Select(value, value, static (left, right) => (left, right));

    private static double Step(double number, int steps)
    {
        for (; steps > 0; steps--)
        {
            number = Math.BitIncrement(number);
        }

        for (; steps < 0; steps++)
        {
            number = Math.BitDecrement(number);
        }

        return number;
    }
}
