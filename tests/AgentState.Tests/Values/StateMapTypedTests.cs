using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AgentState.Tests;

public sealed class StateMapTypedTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private static readonly Sample Full = new()
    {
        Name = "n",
        Count = 5,
        Big = long.MaxValue,
        Ratio = 5.0,
        Small = 0.1f,
        Maybe = 2.0,
        Price = 1.50m,
        Discount = 0.0000000000000000000000000001m,
        Flag = true,
        Mood = Mood.Busy,
        At = Noon,
        Utc = Noon.UtcDateTime,
        Id = new Guid("00000000-0000-0000-0000-000000000001"),
        Bytes = [1, 2, 3],
        Place = new GeoPoint(48, 11.5),
        Owner = DocumentPath.Of("p", "users/u1"),
        Ratios = [1.0, 2.5],
        Weights = new() { ["w"] = 3f },
        Histogram = new() { [1.5] = 2 },
        Extra = StateMap.FromJson("""{"e":1.0}"""),
        Shape = new Square(2, new Circle(4.0)),
    };

    // The stored form must not change, because other clients may depend on it.
    private const string FullJson =
        """
        {"name":"n","count":5,"big":9223372036854775807,"ratio":5.0,"small":0.1,"maybe":2.0,"price":1.5,
        "discount":1E-28,"flag":true,"mood":"Busy","at":"2026-01-31T12:00:00+00:00","utc":"2026-01-31T12:00:00Z",
        "id":"00000000-0000-0000-0000-000000000001","bytes":"AQID","place":{"latitude":48.0,"longitude":11.5},
        "owner":"projects/p/databases/(default)/documents/users/u1","ratios":[1.0,2.5],"weights":{"w":3.0},"histogram":{"1.5":2},
        "extra":{"e":1.0},"shape":{"kind":"square","side":2,"inner":{"kind":"circle","area":4.0}}}
        """;

    private static readonly JsonSerializerOptions Reflected = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
    };

    // The cases are not in attributes, which store UTF-8 and cannot hold a lone surrogate.
    public static TheoryData<string> Halves { get; } = ["a\ud800", "\udc00", "\\\ud83d\""];

    [Fact, Trait("Guarantee", "T28")]
    public void From_EveryKind_HasTheExpectedForm()
    {
        var generated = StateMap.From(Full, SampleContext.Default.Sample);
        var reflected = StateMap.From(Full, Reflected);

        generated.Should().Be(StateMap.FromJson(FullJson));
        reflected.Should().Be(generated);
    }

    [Fact, Trait("Guarantee", "T28")]
    public void To_EveryKind_ReturnsTheOriginalValue()
    {
        var map = StateMap.From(Full, SampleContext.Default.Sample);

        map.To(SampleContext.Default.Sample).Should().BeEquivalentTo(Full);
        map.To<Sample>(Reflected).Should().BeEquivalentTo(Full);
    }

    [Fact, Trait("Guarantee", "T28")]
    public void To_ValuesOfARawMap_ReadsThemIntoTheType()
    {
        var map = StateMap.FromDictionary(new Dictionary<string, object?>
        {
            ["name"] = "n",
            ["at"] = Noon,
            ["utc"] = Noon,
            ["bytes"] = new byte[] { 7 },
            ["place"] = new GeoPoint(1, 2),
            ["owner"] = DocumentPath.Of("p", "users/u1"),
            ["ratio"] = double.NaN,
            ["maybe"] = double.PositiveInfinity,
            ["ratios"] = new object[] { 1, 2.5, double.NegativeInfinity },
            ["price"] = 7,
            ["discount"] = 0.25,
        });

        var read = map.To(SampleContext.Default.Sample);

        read.At.Should().Be(Noon);
        read.Utc.Should().Be(Noon.UtcDateTime).And.BeIn(DateTimeKind.Utc);
        read.Bytes.Should().Equal(7);
        read.Place.Should().Be(new GeoPoint(1, 2));
        read.Owner!.RelativePath.Should().Be("users/u1");
        read.Ratio.Should().Be(double.NaN);
        read.Maybe.Should().Be(double.PositiveInfinity);
        read.Ratios.Should().Equal(1, 2.5, double.NegativeInfinity);
        read.Price.Should().Be(7m);
        read.Discount.Should().Be(0.25m);
    }

    [Fact, Trait("Guarantee", "T28")]
    public void To_WhenTheDiscriminatorIsNotFirst_FindsTheType()
    {
        var map = StateMap.FromJson("""{"name":"n","shape":{"inner":{"area":1,"kind":"circle"},"side":2,"kind":"square"}}""");

        map.To(SampleContext.Default.Sample).Shape.Should().Be(new Square(2, new Circle(1)));
    }

    [Fact, Trait("Guarantee", "T28")]
    public void To_UnknownFields_KeepsThemAsExtensionData()
    {
        var map = StateMap.FromJson("""{"name":"n","other":[5.0]}""");

        var read = map.To(SampleContext.Default.Sample);

        StateMap.From(read, SampleContext.Default.Sample).ToDictionary()["other"].Should().BeEquivalentTo(new object[] { 5.0 });
    }

    [Fact, Trait("Guarantee", "T28")]
    public void From_WithoutOptions_WritesNamesInCamelCase()
    {
        var map = StateMap.From(new { Name = "n", Ratio = 1.0, When = Noon, Items = new object?[] { 1.0, 1, null, 2m } });

        map.ToJson().Should().Be("""{"name":"n","ratio":1.0,"when":"2026-01-31T12:00:00\u002B00:00","items":[1.0,1,null,2]}""");
    }

    [Fact, Trait("Guarantee", "T28")]
    public void From_ParsedJson_KeepsTheNumberKinds()
    {
        using var document = JsonDocument.Parse("""{"a":5.0,"b":5}""");

        StateMap.From(document.RootElement).ToJson().Should().Be("""{"a":5.0,"b":5}""");
        StateMap.From(JsonNode.Parse("""{"a":5.0,"b":5}""")!).ToJson().Should().Be("""{"a":5.0,"b":5}""");
    }

    [Fact]
    public void From_StateMap_ReturnsThatInstance()
    {
        var map = StateMap.FromDictionary(new Dictionary<string, object?> { ["at"] = Noon });

        StateMap.From(map).Should().BeSameAs(map);
        map.To<StateMap>().Should().BeSameAs(map);
    }

    [Fact]
    public void From_WithACustomConverter_UsesIt()
    {
        var options = new JsonSerializerOptions { Converters = { new Rounded() } };

        StateMap.From(new Dictionary<string, double> { ["a"] = 1.7 }, options).ToJson().Should().Be("""{"a":2}""");
    }

    [Fact]
    public void From_WithNumberHandling_AppliesItOnOptionsAndProperties()
    {
        var quoted = new JsonSerializerOptions
        {
            NumberHandling = JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString,
        };
        var numbers = new Numbers { Plain = 1, Named = double.NaN, Quoted = 2.5f, Unsigned = 3 };

        var map = StateMap.From(numbers, SampleContext.Default.Numbers);

        map.ToJson().Should().Be("""{"plain":1.0,"named":"NaN","quoted":"2.5","unsigned":3}""");
        map.To(SampleContext.Default.Numbers).Should().Be(numbers);
        StateMap.From(new Dictionary<string, double> { ["a"] = 1.5 }, quoted).ToJson().Should().Be("""{"a":"1.5"}""");
        StateMap.FromJson("""{"a":"1.5"}""").To<Dictionary<string, double>>(quoted).Should().Contain("a", 1.5);
    }

    [Fact, Trait("Guarantee", "P13")]
    public void From_NonFiniteNumber_ThrowsWithTheField()
    {
        var make = () => StateMap.From(Full with { Ratios = [1.0, double.NaN] }, SampleContext.Default.Sample);

        make.Should().Throw<ArgumentException>().WithParameterName("value").WithMessage("*'ratios?1?'*finite*");
    }

    [Fact, Trait("Guarantee", "P13")]
    public void From_IntegerAboveInt64_ThrowsWithTheField()
    {
        var make = () => StateMap.From(new Numbers { Unsigned = ulong.MaxValue }, SampleContext.Default.Numbers);

        make.Should().Throw<ArgumentException>().WithParameterName("value").WithMessage("*'unsigned'*64 signed bits*");
    }

    [Theory, Trait("Guarantee", "P13")]
    [MemberData(nameof(Halves), DisableDiscoveryEnumeration = true)]
    public void From_LoneSurrogateInAValueOrKey_Throws(string text)
    {
        var inValue = () => StateMap.From(new Node { Items = [new Node { Text = text }] }, SampleContext.Default.Node);
        var inKey = () => StateMap.From(new Dictionary<string, string> { [text] = "v" }, SampleContext.Default.DictionaryStringString);

        inValue.Should().Throw<ArgumentException>().WithParameterName("value").WithMessage("*'items?0?.text'*surrogate*");
        inKey.Should().Throw<ArgumentException>().WithParameterName("value").WithMessage("*surrogate*");
    }

    [Theory]
    [InlineData("\uFFFD")]
    [InlineData("\\uFFFD")]
    [InlineData("\\\\uFFFD\n")]
    [InlineData("😀\"<>&'\u2028")]
    public void From_TextLikeAReplacementCharacter_KeepsIt(string text) =>
        StateMap.From(new Dictionary<string, string> { [text] = text }, SampleContext.Default.DictionaryStringString)
            .ToDictionary().Should().Contain(text, text);

    [Fact, Trait("Guarantee", "P13")]
    public void From_ValueThatIsNotAnObject_Throws()
    {
        var array = () => StateMap.From([1], SampleContext.Default.Int32Array);
        var number = () => StateMap.From(5);
        var nothing = () => StateMap.From<Node?>(value: null, SampleContext.Default.Node!);

        array.Should().Throw<ArgumentException>().WithParameterName("value").WithMessage("*not an object*");
        number.Should().Throw<ArgumentException>().WithParameterName("value");
        nothing.Should().Throw<ArgumentNullException>().WithParameterName("value");
    }

    [Fact, Trait("Guarantee", "T12")]
    public void From_Cycle_Throws()
    {
        var node = new Node();
        node.Next = node;

        var make = () => StateMap.From(node, SampleContext.Default.Node);

        make.Should().Throw<ArgumentException>().WithParameterName("value").WithInnerException<JsonException>();
    }

    [Theory, Trait("Guarantee", "T20")]
    [InlineData("""{"name":"n","count":"hunter2"}""", "count")]
    [InlineData("""{"name":"n","count":5.5}""", "count")]
    [InlineData("""{"name":"n","ratios":[1,"hunter2"]}""", "ratios[1]")]
    [InlineData("""{"name":"n","small":1e300}""", "small")]
    [InlineData("""{"name":"n","price":"hunter2"}""", "price")]
    [InlineData("""{"name":"n","owner":"hunter2"}""", "owner")]
    [InlineData("""{"name":"n","place":{"latitude":91,"longitude":1}}""", "place")]
    [InlineData("""{"name":"n","extra":"hunter2"}""", "extra")]
    [InlineData("""{"count":"hunter2"}""", "count")]
    public void To_MismatchedContent_NamesTheFieldNotTheContent(string json, string path)
    {
        var read = () => StateMap.FromJson(json).To(SampleContext.Default.Sample);

        var error = read.Should().Throw<StateDataException>().Which;
        error.FieldPath.Should().Be(path);
        error.ToString().Should().NotContain("hunter2");
    }

    [Fact, Trait("Guarantee", "T20")]
    public void To_WhenTheTypeThrows_ThrowsStateDataException()
    {
        var read = () => StateMap.FromJson("""{"Level":11}""").To<Strict>();

        read.Should().Throw<StateDataException>().WithInnerException<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void From_ResolverWithoutMetadata_ThrowsNotSupportedException()
    {
        var options = new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine() };

        var make = () => StateMap.From(new Node(), options);

        make.Should().Throw<NotSupportedException>();
    }

    private sealed class Rounded : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
            writer.WriteNumberValue((long)Math.Round(value));
    }

    private sealed record Strict
    {
        public int Level
        {
            get;
            init => field = value <= 10 ? value : throw new ArgumentOutOfRangeException(nameof(value));
        }
    }
}
