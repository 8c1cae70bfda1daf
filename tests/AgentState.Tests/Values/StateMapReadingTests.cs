using System.Globalization;

namespace AgentState.Tests;

/// <summary>Reading single values of a map by path.</summary>
public sealed class StateMapReadingTests
{
    private static readonly StateMap Map = StateMap.Of(
        ("text", "a"),
        ("yes", true),
        ("five", 5),
        ("half", 2.5),
        ("whole", 7.0),
        ("large", 5_000_000_000),
        ("time", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)),
        ("bytes", new byte[] { 1, 2 }),
        ("nothing", null),
        ("names", new[] { "a", "b" }),
        ("mixed", new object[] { "a", 1L }),
        ("a.b", "dotted"),
        ("a", StateMap.Of(("b", "nested"), ("c", StateMap.Of(("d", 1))), ("e.f", 2))));

    [Fact, Trait("Guarantee", "P12")]
    public void Get_OfEachType_ReturnsTheValue()
    {
        Map.Get<string>("text").Should().Be("a");
        Map.Get<bool>("yes").Should().BeTrue();
        (Map.Get<int>("five"), Map.Get<long>("five"), Map.Get<double>("five"), Map.Get<decimal>("five")).Should().Be((5, 5L, 5.0, 5m));
        (Map.Get<double>("half"), Map.Get<decimal>("half"), Map.Get<int>("whole")).Should().Be((2.5, 2.5m, 7));
        Map.Get<DateTimeOffset>("time").Year.Should().Be(2026);
        Map.Get<byte[]>("bytes").Should().Equal(1, 2);
        Map.Get<IReadOnlyList<string>>("names").Should().Equal("a", "b");
        Map.Get<StateMap>("a.c").Should().Be(StateMap.Of(("d", 1)));
        Map.Get<int?>("five").Should().Be(5);
    }

    [Fact]
    public void Get_OfTextForms_ReadsThem()
    {
        var texts = StateMap.FromJson("""{"time":"2026-01-02T03:04:05Z","bytes":"AQI=","price":"1.10"}""");

        texts.Get<DateTimeOffset>("time").Should().Be(Map.Get<DateTimeOffset>("time"));
        texts.Get<byte[]>("bytes").Should().Equal(1, 2);
        texts.Get<decimal>("price").ToString(CultureInfo.InvariantCulture).Should().Be("1.10");
    }

    [Theory]
    [InlineData("a.c.d", 1L)]
    [InlineData("a.e.f", 2L)]
    [InlineData("a.b", "dotted")]
    [InlineData("text", "a")]
    [InlineData("nothing", null)]
    [InlineData("missing", null)]
    [InlineData("a.missing.d", null)]
    [InlineData("text.b", null)]
    [InlineData("", null)]
    public void Indexer_OfAPath_ReturnsThePlainValueOrNull(string path, object? expected) => Map[path].Should().Be(expected);

    [Theory]
    [InlineData("missing")]
    [InlineData("nothing")]
    [InlineData("a.missing")]
    public void TryGet_WithoutAValue_ReturnsFalse_AndGetNamesThePath(string path)
    {
        Map.TryGet<string>(path, out var value).Should().BeFalse();

        value.Should().BeNull();
        Map.Invoking(map => map.Get<string>(path)).Should().Throw<StateDataException>().Where(error => error.FieldPath == path);
    }

    [Fact]
    public void TryGet_OfAnotherType_ThrowsWithThePathAndWithoutTheValue()
    {
        Map.Invoking(map => map.TryGet<int>("text", out _)).Should().Throw<StateDataException>()
            .Where(error => error.FieldPath == "text").WithMessage("*'text'*StringValue*Int32*");
        Map.Invoking(map => map.TryGet<int>("large", out _)).Should().Throw<StateDataException>();
        Map.Invoking(map => map.TryGet<long>("half", out _)).Should().Throw<StateDataException>();
        Map.Invoking(map => map.TryGet<IReadOnlyList<string>>("mixed", out _)).Should().Throw<StateDataException>();
        Map.Invoking(map => map.TryGet<string>("yes", out _)).Should().Throw<StateDataException>().WithMessage("*BooleanValue*");
    }

    [Fact]
    public void Get_OfAnUnsupportedType_ThrowsNotSupported() =>
        Map.Invoking(map => map.TryGet<Uri>("missing", out _)).Should().Throw<NotSupportedException>().WithMessage("*Uri*To<T>*");

    // A looser parser would complete "10:00" with the date of this host.
    [Theory]
    [InlineData("10:00")]
    [InlineData("2026-01-02")]
    [InlineData("5")]
    [InlineData("2026-01-02T03:04:05")]
    public void Get_OfATimeWithoutDateOrOffset_Throws(string text) =>
        StateMap.Of(("time", text)).Invoking(map => map.Get<DateTimeOffset>("time")).Should().Throw<StateDataException>();

    [Fact]
    public void Of_WithAValueThatCannotBeStored_NamesItsPath() =>
        FluentActions.Invoking(() => StateMap.Of(("a", new Dictionary<string, object?> { ["b"] = new Uri("https://example.com") })))
            .Should().Throw<ArgumentException>().WithMessage("*a.b*");
}
