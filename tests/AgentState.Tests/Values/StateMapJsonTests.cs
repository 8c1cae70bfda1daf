using System.Text;
using System.Text.Json;

namespace AgentState.Tests;

public sealed class StateMapJsonTests
{
    private static readonly JsonSerializerOptions SmallPieces = new() { DefaultBufferSize = 16 };

    [Theory, Trait("Guarantee", "T28")]
    [InlineData("{}")]
    [InlineData("""{"a":5}""")]
    [InlineData("""{"a":5.0}""")]
    [InlineData("""{"a":-0.0}""")]
    [InlineData("""{"a":1E+300}""")]
    [InlineData("""{"a":9223372036854775807,"b":-9223372036854775808}""")]
    [InlineData("""{"a":[true,false,null,"",{"b":[]}],"c":{}}""")]
    public void FromJson_ThenToJson_ReturnsEqualText(string json) => StateMap.FromJson(json).ToJson().Should().Be(json);

    [Theory, Trait("Guarantee", "T28")]
    [InlineData("5", 5L)]
    [InlineData("-0", 0L)]
    [InlineData("5.0", 5.0)]
    [InlineData("5e0", 5.0)]
    [InlineData("5E1", 50.0)]
    [InlineData("0.1", 0.1)]
    [InlineData("9007199254740993", 9007199254740993L)]
    public void FromJson_IntegersAndDoubles_KeepsThemDistinct(string number, object expected) =>
        StateMap.FromJson($$"""{"a":{{number}}}""").ToDictionary()["a"].Should().Be(expected).And.BeOfType(expected.GetType());

    [Theory, Trait("Guarantee", "P13")]
    [InlineData("""{"a":{"b":[0,9223372036854775808]}}""", "'a.b?1?'*64 signed bits")]
    [InlineData("""{"a":-9223372036854775809}""", "'a'*64 signed bits")]
    [InlineData("""{"a":1e400}""", "'a'*not a finite number")]
    [InlineData("""{"a":"\ud800"}""", "'a'*not valid Unicode")]
    [InlineData("""{"\udc00":1}""", "not valid Unicode")]
    [InlineData("""{"a":{"x":1,"x":2}}""", "'a.x'*twice")]
    [InlineData("""{"a":[[1]]}""", "'a?0?'*array directly inside an array")]
    [InlineData("""{"":1}""", "empty name")]
    [InlineData("""{"a":{"__x__":1}}""", "'a.__x__'*which Firestore reserves")]
    [InlineData("[]", "not an object")]
    [InlineData("5", "not an object")]
    [InlineData("", "line 1, byte 1")]
    [InlineData("{\"a\":1}\n}", "line 2, byte 1")]
    [InlineData("""{"a":1,}""", "not JSON")]
    [InlineData("""{"a":""", "not JSON")]
    public void FromJson_UnstorableJson_ThrowsWithPlaceAndReason(string json, string expected)
    {
        var fromText = () => StateMap.FromJson(json);
        var fromBytes = () => StateMap.FromJson(Encoding.UTF8.GetBytes(json));

        fromText.Should().Throw<ArgumentException>().WithParameterName(nameof(json)).WithMessage($"*{expected}*");
        fromBytes.Should().Throw<ArgumentException>().WithParameterName("utf8Json").WithMessage($"*{expected}*");
    }

    [Fact, Trait("Guarantee", "P13")]
    public void FromJson_TextWithALoneSurrogate_Throws()
    {
        var read = () => StateMap.FromJson("{\"a\":\"\ud83d\"}");

        read.Should().Throw<ArgumentException>().WithParameterName("json").WithMessage("*surrogate pair*");
    }

    [Fact, Trait("Guarantee", "P13")]
    public void FromJson_InvalidUtf8Bytes_Throws()
    {
        var read = () => StateMap.FromJson([.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8]);

        read.Should().Throw<ArgumentException>().WithParameterName("utf8Json").WithMessage("*'a'*not valid Unicode*");
    }

    [Fact]
    public void FromJson_ReplacementCharacter_KeepsIt() =>
        StateMap.FromJson("""{"a":"\uFFFD"}""").ToDictionary()["a"].Should().Be("\uFFFD");

    [Fact, Trait("Guarantee", "T28")]
    public void ToJson_KindsWithoutAJsonForm_ReturnsTheirTextForm()
    {
        var map = StateMap.FromDictionary(new Dictionary<string, object?>
        {
            ["at"] = new DateTimeOffset(2026, 1, 31, 12, 0, 0, 123, 456, TimeSpan.Zero),
            ["bytes"] = new byte[] { 1, 2, 3 },
            ["nan"] = double.NaN,
            ["low"] = double.NegativeInfinity,
            ["owner"] = DocumentPath.Of("p", "users/u1"),
            ["place"] = new GeoPoint(48, 11.5),
            ["price"] = 1.50m,
        });

        map.ToJson().Should().Be(
            """{"at":"2026-01-31T12:00:00.123456Z","bytes":"AQID","nan":"NaN","low":"-Infinity",""" +
            """
            "owner":"projects/p/databases/(default)/documents/users/u1","place":{"latitude":48.0,"longitude":11.5},"price":1.5}
            """);
    }

    [Fact, Trait("Guarantee", "T28")]
    public void Serialize_TypeWithAMap_WritesTheMapAsAnObject()
    {
        var holder = new Holder("t1", StateMap.FromJson("""{"a":[5.0,5]}"""));

        var json = JsonSerializer.Serialize(holder);

        json.Should().Be("""{"Id":"t1","Payload":{"a":[5.0,5]},"Result":null}""");
        JsonSerializer.Deserialize<Holder>(json).Should().Be(holder);
    }

    [Fact, Trait("Guarantee", "T28")]
    public async Task Deserialize_StreamInSmallBuffers_KeepsTheNumberKinds()
    {
        var json = """{"Id":"t1","Payload":{"pad":"PAD","a":[5.0,5]}}""".Replace("PAD", new string('x', 40_000), StringComparison.Ordinal);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));

        var holder = await JsonSerializer.DeserializeAsync<Holder>(stream, SmallPieces, TestContext.Current.CancellationToken);

        holder!.Payload!.ToDictionary()["a"].Should().BeEquivalentTo(new object[] { 5.0, 5L });
    }

    [Theory]
    [InlineData("""{"Id":"t1","Payload":[]}""")]
    [InlineData("""{"Id":"t1","Payload":{"a":[[]]}}""")]
    [InlineData("""{"Id":"t1","Payload":{"a":99999999999999999999}}""")]
    public void Deserialize_InvalidMap_ThrowsJsonExceptionWithThePath(string json)
    {
        var read = () => JsonSerializer.Deserialize<Holder>(json);

        read.Should().Throw<JsonException>().Which.Path.Should().StartWith("$.Payload");
    }

    private sealed record Holder(string Id, StateMap? Payload, StateMap? Result = null);
}
