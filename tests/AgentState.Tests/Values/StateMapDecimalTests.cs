using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CsCheck;

namespace AgentState.Tests;

/// <summary>A decimal is stored as a number if it reads back unchanged, or as text on request; otherwise storing it throws.</summary>
public sealed class StateMapDecimalTests
{
    private static readonly StateMapOptions AsText = new() { DecimalsAsText = true };

    private static readonly Gen<decimal> Decimals = Gen.OneOf(
        Gen.Decimal,
        Gen.Long.Select(number => (decimal)number),
        Gen.Select(
            Gen.Int[-int.MaxValue, int.MaxValue],
            Gen.Int[0, 28],
            (digits, scale) => new decimal(Math.Abs(digits), 0, 0, digits < 0, (byte)scale)),
        Gen.Double[-1e6, 1e6].Select(number => (decimal)number),
        Gen.OneOf(0m, -0.0m, decimal.MaxValue, decimal.MinValue, 1m / 3, 9_223_372_036_854_775_808m, 0.30000000000000004m));

    // Every way to store a decimal: typed, nullable, as an object, in typed and untyped dictionaries, and in patches.
    private static readonly Func<decimal, StateMapOptions?, StateMap>[] Ways =
    [
        (number, options) => StateMap.From(new Priced { Price = number }, stored: options),
        (number, options) => StateMap.From(new { Price = (decimal?)number }, stored: options),
        (number, options) => StateMap.From(new { Price = (object)number }, stored: options),
        (number, options) => StateMap.From(new Dictionary<string, decimal> { ["price"] = number }, stored: options),
        (number, options) => StateMap.FromDictionary(new Dictionary<string, object?> { ["price"] = number }, options),
        (number, options) => new StateMap(MapPatch.Empty.Set("price", number, options).ToValue().MapValue),
        (number, options) => new StateMap(
            MapPatch.Empty.Set("price", number, (JsonTypeInfo<decimal>)JsonSerializerOptions.Default.GetTypeInfo(typeof(decimal)), options)
                .ToValue().MapValue),
    ];

    [Fact, Trait("Guarantee", "T28")]
    public void Decimals_ByEveryWay_RoundTripOrThrow() =>
        Decimals.Sample(number =>
        {
            var stored = Ways.Select(way => Attempt(() => way(number, null))).ToList();
            stored.Distinct().Should().ContainSingle("every way gives one result");
            Ways.Select(way => way(number, AsText)).Distinct().Should().ContainSingle().Which.To<Priced>().Price.Should().Be(number);
            return stored[0] is not { } map || map.To<Priced>().Price == number;
        });

    [Theory, Trait("Guarantee", "T28")]
    [InlineData("1.50", "1.5")]
    [InlineData("5.00", "5")]
    [InlineData("-0.0", "0")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("100000000000000000000", "1E+20")]
    [InlineData("0.30000000000000004", "0.30000000000000004")]
    [InlineData("0.0000000000000000000000000001", "1E-28")]
    public void Decimal_RepresentableAsANumber_IsStoredAsThatNumber(string number, string stored)
    {
        foreach (var way in Ways)
        {
            way(decimal.Parse(number, CultureInfo.InvariantCulture), null).ToJson().Should().Be($$"""{"price":{{stored}}}""");
        }
    }

    [Fact, Trait("Guarantee", "T28")]
    public void DecimalsAsText_KeepsEveryDigit()
    {
        foreach (var way in Ways)
        {
            way(1.50m, AsText).ToJson().Should().Be("""{"price":"1.50"}""");
            way(5m, AsText).ToJson().Should().Be("""{"price":"5"}""");
        }
    }

    [Fact, Trait("Guarantee", "P13")]
    public void Decimal_NotRepresentableAsANumber_ThrowsWithThePath()
    {
        const decimal Third = 1m / 3;
        var reflected = () => StateMap.From(new { Items = new[] { new Priced(), new Priced { Price = Third } } });
        var generated = () => StateMap.From(new Sample { Name = "n", Discount = Third }, SampleContext.Default.Sample);
        var raw = () => StateMap.FromDictionary(new Dictionary<string, object?>
        {
            ["items"] = new object[] { 1m, new Dictionary<string, decimal> { ["price"] = Third } },
        });
        var patch = () => MapPatch.Empty.Set("limits", new Dictionary<string, object?> { ["price"] = Third });

        reflected.Should().Throw<ArgumentException>().WithParameterName("value").WithMessage("*'items?1?.price'*decimal*DecimalsAsText*");
        generated.Should().Throw<ArgumentException>().WithParameterName("value").WithMessage("*'discount'*decimal*");
        raw.Should().Throw<ArgumentException>().WithParameterName("entries").WithMessage("*'items?1?.price'*decimal*");
        patch.Should().Throw<ArgumentException>().WithParameterName("value").WithMessage("*'limits.price'*decimal*");
    }

    [Fact, Trait("Guarantee", "T28")]
    public void NumberHandling_WriteAsString_IsApplied()
    {
        var quoted = new JsonSerializerOptions { NumberHandling = JsonNumberHandling.WriteAsString };

        StateMap.From(new Quoted { Price = 1.50m, Plain = 1.50m }).ToJson().Should().Be("""{"price":"1.50","plain":1.5}""");
        StateMap.From(new Priced { Price = 1m / 3 }, quoted).To<Priced>().Price.Should().Be(1m / 3);
    }

    [Theory, Trait("Guarantee", "T28")]
    [InlineData("""{"price":7}""", 7)]
    [InlineData("""{"price":7.0}""", 7)]
    [InlineData("""{"price":0.25}""", 0.25)]
    [InlineData("""{"price":2.5e-3}""", 0.0025)]
    [InlineData("""{"price":"0.250"}""", 0.25)]
    public void Decimal_StoredAsIntegerDoubleOrText_IsRead(string json, double expected) =>
        StateMap.FromJson(json).To<Priced>().Price.Should().Be((decimal)expected);

    [Theory, Trait("Guarantee", "T28")]
    [InlineData("""{"price":1e300}""")]
    [InlineData("""{"price":"much"}""")]
    [InlineData("""{"price":true}""")]
    public void Decimal_Unreadable_ThrowsWithTheField(string json)
    {
        var read = () => StateMap.FromJson(json).To<Priced>();

        read.Should().Throw<StateDataException>().Which.FieldPath.Should().Be("price");
    }

    private static StateMap? Attempt(Func<StateMap> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private sealed record Priced
    {
        public decimal Price { get; init; }
    }

    private sealed record Quoted
    {
        [JsonNumberHandling(JsonNumberHandling.WriteAsString)]
        public decimal Price { get; init; }

        [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
        public decimal Plain { get; init; }
    }
}
