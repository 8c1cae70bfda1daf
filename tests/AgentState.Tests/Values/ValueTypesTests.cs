using System.Text.Json;
using Google.Protobuf.WellKnownTypes;

namespace AgentState.Tests;

public sealed class ValueTypesTests
{
    [Theory, Trait("Guarantee", "P13")]
    [InlineData(90.1, 0, "latitude")]
    [InlineData(-91, 0, "latitude")]
    [InlineData(double.NaN, 0, "latitude")]
    [InlineData(0, 180.1, "longitude")]
    [InlineData(0, double.PositiveInfinity, "longitude")]
    public void GeoPoint_OutOfRange_Throws(double latitude, double longitude, string argument)
    {
        var make = () => new GeoPoint(latitude, longitude);

        make.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(argument);
    }

    [Fact]
    public void GeoPoint_AsJson_IsAnObjectOfTwoNumbers()
    {
        var json = JsonSerializer.Serialize(new GeoPoint(48, -11.5));

        json.Should().Be("""{"latitude":48.0,"longitude":-11.5}""");
        JsonSerializer.Deserialize<GeoPoint>("""{"longitude":-11.5,"latitude":48}""").Should().Be(new GeoPoint(48, -11.5));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("{}")]
    [InlineData("""{"latitude":1}""")]
    [InlineData("""{"latitude":1,"longitude":"2"}""")]
    [InlineData("""{"latitude":1,"longitude":181}""")]
    [InlineData("""{"latitude":1,"longitude":2,"height":3}""")]
    public void GeoPoint_FromInvalidJson_ThrowsJsonException(string json)
    {
        var read = () => JsonSerializer.Deserialize<GeoPoint>(json);

        read.Should().Throw<JsonException>();
    }

    [Fact]
    public void DocumentPath_Parsed_HasItsParts()
    {
        var path = DocumentPath.Parse("projects/p/databases/d/documents/envs/staging/users/u1");

        (path.ProjectId, path.DatabaseId, path.RelativePath, path.Id).Should().Be(("p", "d", "envs/staging/users/u1", "u1"));
        path.Should().Be(DocumentPath.Of("p", "envs/staging/users/u1", "d"));
        path.ToString().Should().Be(path.FullName);
        JsonSerializer.Deserialize<DocumentPath>(JsonSerializer.Serialize(path)).Should().Be(path);
    }

    [Theory, Trait("Guarantee", "P13")]
    [InlineData("")]
    [InlineData("users/u1")]
    [InlineData("projects/p/databases/d/documents")]
    [InlineData("projects/p/databases/d/documents/users")]
    [InlineData("projects/p/databases/d/documents/users/u1/")]
    [InlineData("projects/p/databases/d/documents/users//u1/x")]
    [InlineData("projects/p/databases/d/documents/users/..")]
    [InlineData("projects/p/databases/d/document/users/u1")]
    public void DocumentPath_InvalidName_Throws(string name)
    {
        var parse = () => DocumentPath.Parse(name);
        var read = () => JsonSerializer.Deserialize<DocumentPath>($"\"{name}\"");

        parse.Should().Throw<FormatException>();
        read.Should().Throw<JsonException>();
    }

    [Theory, Trait("Guarantee", "P13")]
    [InlineData("users")]
    [InlineData("users/u1/")]
    [InlineData("/users/u1")]
    public void DocumentPath_RelativePathWithoutADocument_Throws(string path)
    {
        var make = () => DocumentPath.Of("p", path);

        make.Should().Throw<ArgumentException>().WithParameterName("relativePath");
    }

    [Fact]
    public void StateVersion_RoundTripThroughTextAndJson_IsEqual()
    {
        var version = StateVersion.Of(new Timestamp { Seconds = 1_769_860_800, Nanos = 123_456_000 });

        version.ToString().Should().Be("2026-01-31T12:00:00.123456Z");
        StateVersion.Parse(version.ToString()).Should().Be(version);
        JsonSerializer.Deserialize<StateVersion>(JsonSerializer.Serialize(version)).Should().Be(version);
        version.ToTimestamp().Nanos.Should().Be(123_456_000);
        StateVersion.Parse("2026-01-31T13:00:00.123456+01:00").Should().Be(version);
    }

    [Theory, Trait("Guarantee", "P13")]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-01-31")]
    [InlineData("2026-01-31T12:00:00")]
    [InlineData("2026-01-31T12:00:00.1234567Z")]
    public void StateVersion_InvalidText_Throws(string text)
    {
        var parse = () => StateVersion.Parse(text);
        var read = () => JsonSerializer.Deserialize<StateVersion>($"\"{text}\"");

        parse.Should().Throw<FormatException>();
        read.Should().Throw<JsonException>();
    }

    [Fact]
    public void ToString_OfAList_ShowsNoContent() => new ValueList<string>("hunter2", "b").ToString().Should().Be("2 items");

    [Fact, Trait("Guarantee", "P13")]
    public void WriteCondition_WithoutAVersion_Throws()
    {
        var make = () => WriteCondition.IfVersion(default);

        make.Should().Throw<ArgumentException>().WithParameterName("version");
        WriteCondition.None.Version.Should().BeNull();
        WriteCondition.IfVersion(StateVersion.Parse("2026-01-31T12:00:00Z")).Version.Should().NotBeNull();
    }

    [Fact, Trait("Guarantee", "P13")]
    public void PageRequest_SizeOutside1To300_Throws()
    {
        var make = (int size) => FluentActions.Invoking(() => new PageRequest { Size = size });
        var empty = () => new PageRequest { ContinuationToken = "" };

        new PageRequest().Size.Should().Be(50);
        make(1).Should().NotThrow();
        make(300).Should().NotThrow();
        make(0).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*Size*");
        make(301).Should().Throw<ArgumentOutOfRangeException>();
        empty.Should().Throw<ArgumentException>().WithMessage("*ContinuationToken*");
    }
}
