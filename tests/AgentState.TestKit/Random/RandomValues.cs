using CsCheck;
using Google.Cloud.Firestore.V1;
using Google.Protobuf;
using NullValue = Google.Protobuf.WellKnownTypes.NullValue;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AgentState.TestKit;

/// <summary>Random values of every type, mostly from a small set of equal or adjacent values.</summary>
internal sealed class RandomValues(RandomNames names)
{
    private const long TwoTo53 = 1L << 53;

    /// <summary>The values of most fields, so that filters find documents.</summary>
    private static readonly Gen<Value> Common = Gen.OneOf<Func<Value>>(
        () => new Value { NullValue = NullValue.NullValue },
        () => Values.Of(true),
        () => Values.Of(1),
        () => Values.Of(2),
        () => Double(1),
        () => Double(2.5),
        () => Double(double.NaN),
        () => Values.Of("a"),
        () => Values.Of("b")).Select(make => make());

    /// <summary>Numbers at the limits of their types, with their nearest neighbours.</summary>
    private static readonly Gen<Value> EdgeNumber = Gen.OneOf<Func<Value>>(
        () => Values.Of(0),
        () => Double(0d),
        () => Double(-0d),
        () => Double(double.Epsilon),
        () => Values.Of(-1),
        () => Values.Of(TwoTo53),
        () => Values.Of(TwoTo53 + 1),
        () => Values.Of(TwoTo53 - 1),
        () => Double(TwoTo53),
        () => Double(TwoTo53 + 2),
        () => Values.Of(long.MaxValue),
        () => Values.Of(long.MinValue),
        () => Double(long.MaxValue),
        () => Double(long.MinValue),
        () => Double(double.MaxValue),
        () => Double(double.PositiveInfinity),
        () => Double(double.NegativeInfinity)).Select(make => make());

    private static readonly Gen<Value> Text =
        Gen.OneOf("", "a", "ab", "B", "10", "9", "é", "\uE000", "\uFFFD", "𝒳", "𝒴", "a\0", "a\u0001")
        .Select(text => Values.Of(text));

    private static readonly Gen<Value> Time = Gen.OneOf<(long Seconds, int Nanos)>(
        (0, 0), (0, 1000), (0, 1999), (-1, 999_999_999), (1_577_836_800, 123_456_789), (1_577_836_800, 123_456_000),
        (-62_135_596_800, 0), (253_402_300_799, 999_999_000))
        .Select(time => new Value { TimestampValue = new Timestamp { Seconds = time.Seconds, Nanos = time.Nanos } });

    private static readonly Gen<Value> Bytes = Gen.OneOf<byte[]>([], [0], [0, 1], [1], [0x7F], [0x80], [0xFF])
        .Select(bytes => new Value { BytesValue = ByteString.CopyFrom(bytes) });

    private static readonly Gen<Value> Point = Gen.OneOf((0d, 0d), (-0d, 1d), (0d, 1d), (1d, -180d), (-90d, 180d), (90d, 0.5d))
        .Select(point => new Value { GeoPointValue = new LatLng { Latitude = point.Item1, Longitude = point.Item2 } });

    /// <summary>Vectors as the official clients encode them; they occur alone and in maps, never in arrays.</summary>
    private static readonly Gen<Value> Vector = Gen.OneOf<double[]>([1], [2], [-0d], [1, 0], [double.NegativeInfinity]).Select(numbers =>
        Values.Map(("__type__", Values.Of("__vector__")), ("value", Values.Of(numbers.Select(Double)))));

    /// <summary>Values that every engine refuses.</summary>
    private static readonly Gen<Value> Bad = Gen.OneOf<Func<Value>>(
        () => new Value(),
        () => Values.Of([Values.Of([Values.Of(1)])]),
        () => Values.Map(("__x__", Values.Of(1))),
        () => Values.Map(("__type__", Values.Of("__vector__")), ("value", Values.Of([Values.Of(1)]))),
        () => new Value { ReferenceValue = "nowhere" },
        () => new Value { GeoPointValue = new LatLng { Latitude = 90.5 } },
        () => new Value { TimestampValue = new Timestamp { Seconds = 253_402_300_800 } },
        () => new Value { TimestampValue = new Timestamp { Nanos = -1 } }).Select(make => make());

    /// <summary>A reference value that names a document.</summary>
    public Gen<Value> Reference { get; } = names.Document.Select(name => new Value { ReferenceValue = name });

    public Gen<Value> Number { get; } = Gen.Frequency(
        (4, Gen.OneOf<Func<Value>>(() => Values.Of(1), () => Values.Of(2), () => Double(2.5), () => Double(1)).Select(make => make())),
        (3, EdgeNumber),
        (1, Gen.Const(() => Double(double.NaN))));

    /// <summary>A value that is neither an array nor a map.</summary>
    public Gen<Value> Scalar => Gen.Frequency(
        (20, Common),
        (4, EdgeNumber),
        (3, Text),
        (2, Time),
        (2, Bytes),
        (2, Reference),
        (2, Point));

    /// <summary>Any value that can be stored.</summary>
    public Gen<Value> Storable =>
        Gen.Frequency((30, Scalar), (3, Array(Element)), (3, Map(Inner)), (1, Map(Map(Array(Scalar)))), (1, Vector));

    /// <summary>Any value; rarely one that every engine refuses.</summary>
    public Gen<Value> Any => Gen.Frequency((300, Storable), (1, Bad), (1, Map(Bad)));

    /// <summary>A valid array element.</summary>
    public Gen<Value> Element => Gen.Frequency((8, Scalar), (1, Map(Scalar)));

    /// <summary>An array as the operand of a filter or a transform.</summary>
    public Gen<ArrayValue> Elements(int least, int most) =>
        Element.Array[least, most].Select(static values => new ArrayValue { Values = { values } });

    public static Value Double(double value) => new() { DoubleValue = value };

    private Gen<Value> Inner => Gen.Frequency((6, Scalar), (1, Array(Element)), (1, Vector));

    private static Gen<Value> Array(Gen<Value> element) => element.Array[0, 3].Select(values => Values.Of(values));

    private static Gen<Value> Map(Gen<Value> value) =>
        Gen.Select(Gen.OneOf("a", "b", "1", "é", "𝒳"), value).Array[0, 2].Select(entries =>
        {
            var map = new MapValue();
            foreach (var (name, entry) in entries)
            {
                map.Fields[name] = entry;
            }

            return new Value { MapValue = map };
        });
}
