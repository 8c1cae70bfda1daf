using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CsCheck;

namespace AgentState.Tests;

public sealed class StateMapRoundTripTests
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 0, 12],
        Gen.String[Gen.Char['\u0000', '\u2fff'], 0, 12],
        Gen.OneOf("", "\uFFFD", "\\uFFFD", "😀", "a.b", "`", "\"", "</script>", "\u2028", "\uffff"));

    private static readonly Gen<string> Name = Text.Where(name => name.Length > 0 && !ValueRules.IsReserved(name));

    private static readonly Gen<object?> Scalar = Gen.OneOf(
        Gen.Const((object?)null),
        Gen.Bool.Select(value => (object?)value),
        Gen.OneOf(Gen.Long, Gen.OneOf(0L, long.MinValue, long.MaxValue, (1L << 53) + 1)).Select(value => (object?)value),
        Finite().Select(value => (object?)value),
        Text.Select(value => (object?)value));

    private static readonly Gen<object?> RawScalar = Gen.OneOf(
        Scalar,
        Gen.OneOf<object?>(double.NaN, double.PositiveInfinity, double.NegativeInfinity),
        Gen.DateTimeOffset.Select(value => (object?)Microseconds.Truncate(value)),
        Gen.Byte.Array[0, 8].Select(value => (object?)value),
        Gen.Select(Gen.Double[-90, 90], Gen.Double[-180, 180], (latitude, longitude) => (object?)new GeoPoint(latitude, longitude)),
        Gen.Guid.Select(id => (object?)DocumentPath.Of("p", $"tasks/{id}")));

    [Fact, Trait("Guarantee", "T28")]
    public void RawMap_RoundTrip_IsUnchanged() =>
        Map(RawScalar).Sample(
            entries => Same(StateMap.FromDictionary(entries).ToDictionary(), entries),
            print: entries => StateMap.FromDictionary(entries).ToJson());

    [Fact, Trait("Guarantee", "T28")]
    public void Json_RoundTrip_KeepsIntegersAndDoublesDistinct() =>
        Map(Scalar).Sample(entries =>
        {
            var map = StateMap.FromJson(JsonOf(entries));
            return Same(map.ToDictionary(), entries) && StateMap.FromJson(map.ToJson()) == map;
        });

    [Fact, Trait("Guarantee", "T28")]
    public void JsonElement_RoundTrip_IsUnchanged() =>
        Map(Scalar).Sample(entries =>
        {
            var map = StateMap.FromDictionary(entries);
            return StateMap.From(map.To<JsonElement>()) == map;
        });

    [Fact, Trait("Guarantee", "T28")]
    public void TypedValue_RoundTrip_IsEqualByReflectionAndGeneratedCode()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Converters = { new JsonStringEnumConverter() },
        };
        var asText = new StateMapOptions { DecimalsAsText = true };
        var samples = Gen.Select(Text, Gen.Long, Finite(), Gen.Single.Where(float.IsFinite), Gen.Decimal, Finite().List[0, 4], Map(Scalar))
            .Select((text, number, ratio, small, price, ratios, extra) => new Sample
            {
                Name = text,
                Big = number,
                Ratio = ratio,
                Small = small,
                Maybe = number % 2 == 0 ? null : ratio,
                Price = price,
                Ratios = ratios,
                Extra = StateMap.FromDictionary(extra),
                Shape = number % 3 == 0 ? new Square(1, new Circle(ratio)) : null,
            });

        samples.Sample(sample =>
        {
            var generated = StateMap.From(sample, SampleContext.Default.Sample, asText);
            var read = generated.To(SampleContext.Default.Sample);
            read.Ratios.Should().Equal(sample.Ratios);
            return StateMap.From(sample, options, asText) == generated
                && StateMap.From(generated.To<Sample>(options), options, asText) == generated
                && StateMap.From(read, SampleContext.Default.Sample, asText) == generated
                && (read.Name, read.Big, read.Ratio, read.Small, read.Maybe, read.Price, read.Extra, read.Shape)
                == (sample.Name, sample.Big, sample.Ratio, sample.Small, sample.Maybe, sample.Price, sample.Extra, sample.Shape);
        });
    }

    private static Gen<double> Finite() =>
        Gen.OneOf(
            Gen.Double.Where(double.IsFinite),
            Gen.Int.Select(value => (double)value),
            Gen.OneOf(0.0, -0.0, double.MaxValue, double.Epsilon));

    private static Gen<Dictionary<string, object?>> Map(Gen<object?> scalar, int depth = 4)
    {
        var value = scalar;
        for (var level = 0; level < depth; level++)
        {
            var inner = value;
            var map = Gen.Dictionary(Name, inner)[0, 3].Select(entries => (object?)entries);
            var list = Gen.OneOf(scalar, map).List[0, 3].Select(items => (object?)items);
            value = Gen.OneOf(scalar, map, list);
        }

        return Gen.Dictionary(Name, value)[0, 5];
    }

    // Doubles are compared by their bits, because -0.0 must differ from 0.0. All NaN values are equal.
    private static bool Same(object? left, object? right) => (left, right) switch
    {
        (double one, double other) =>
            double.IsNaN(one) ? double.IsNaN(other) : BitConverter.DoubleToInt64Bits(one) == BitConverter.DoubleToInt64Bits(other),
        (byte[] one, byte[] other) => one.AsSpan().SequenceEqual(other),
        (IReadOnlyDictionary<string, object?> one, IReadOnlyDictionary<string, object?> other) =>
            one.Count == other.Count && one.All(entry => other.TryGetValue(entry.Key, out var value) && Same(entry.Value, value)),
        (List<object?> one, List<object?> other) => one.Count == other.Count && one.Zip(other).All(pair => Same(pair.First, pair.Second)),
        _ => Equals(left, right) && left?.GetType() == right?.GetType(),
    };

    private static string JsonOf(object? value) => value switch
    {
        Dictionary<string, object?> map =>
            $"{{{string.Join(',', map.Select(entry => $"{JsonSerializer.Serialize(entry.Key)}: {JsonOf(entry.Value)}"))}}}",
        List<object?> items => $"[{string.Join(" ,", items.Select(JsonOf))}]",
        double number => number.ToString("E16", CultureInfo.InvariantCulture),
        _ => JsonSerializer.Serialize(value),
    };
}
