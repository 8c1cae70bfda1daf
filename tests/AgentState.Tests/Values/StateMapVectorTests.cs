using System.Text.Json;

namespace AgentState.Tests;

/// <summary>A vector is the only map with a reserved field name, and it must have exactly the form of a vector.</summary>
public sealed class StateMapVectorTests
{
    private const string Vector = """{"__type__":"__vector__","value":[1.0,0.5]}""";

    [Theory, Trait("Guarantee", "T28")]
    [InlineData(Vector)]
    [InlineData("""{"value":[1.0,0.5],"__type__":"__vector__"}""")]
    [InlineData("""{"items":[{"v":{"__type__":"__vector__","value":[1.0]}}],"after":1}""")]
    public void Vector_RoundTripByEveryForm_IsUnchanged(string json)
    {
        var map = StateMap.FromJson(json);

        map.ToJson().Should().Be(json);
        StateMap.FromDictionary(map.ToDictionary()).Should().Be(map);
        StateMap.FromDictionary(new Dictionary<string, object?> { ["m"] = map }).ToDictionary()["m"].Should()
            .BeEquivalentTo(map.ToDictionary());
        StateMap.From(map.To<JsonElement>()).Should().Be(map);
    }

    [Fact, Trait("Guarantee", "T28")]
    public void FromDictionary_EachFloatingPointList_ReturnsTheVector()
    {
        object[] lists = [new[] { 1.0, 0.5 }, new[] { 1f, 0.5f }, new List<double> { 1, 0.5 }, new List<object?> { 1.0, 0.5f }];
        foreach (var numbers in lists)
        {
            var map = StateMap.FromDictionary(new Dictionary<string, object?> { ["__type__"] = "__vector__", ["value"] = numbers });

            map.Should().Be(StateMap.FromJson(Vector));
        }
    }

    [Theory, Trait("Guarantee", "P13")]
    [InlineData("""{"a":{"__type__":"__vector__","value":[1]}}""", "a.__type__")]
    [InlineData("""{"a":{"__type__":"__vector__","value":[]}}""", "a.__type__")]
    [InlineData("""{"a":{"__type__":"__vector__","value":["1.0"]}}""", "a.__type__")]
    [InlineData("""{"a":{"__type__":"__vector__","value":[null]}}""", "a.__type__")]
    [InlineData("""{"a":{"__type__":"__vector__","value":1.0}}""", "a.__type__")]
    [InlineData("""{"a":{"__type__":"__vector__"}}""", "a.__type__")]
    [InlineData("""{"a":{"value":[1.0],"__type__":"__matrix__"}}""", "a.__type__")]
    [InlineData("""{"a":{"__type__":null,"value":[1.0]}}""", "a.__type__")]
    [InlineData("""{"a":{"__type__":"__vector__","value":[1.0],"b":1}}""", "a.__type__")]
    [InlineData("""{"a":{"__type__":"__vector__","value":{"b":1}}}""", "a.__type__")]
    [InlineData("""{"a":{"__type__":{"__type__":"__vector__","value":[1.0]},"value":[1.0]}}""", "a.__type__")]
    [InlineData("""{"a":{"__type__":"__vector__","value":[{"__type__":"__vector__","value":[1.0]}]}}""", "a.__type__")]
    [InlineData("""{"a":{"b":{"__type__":"__vector__","value":[1.0]},"__type__":"__vector__"}}""", "a.__type__")]
    [InlineData("""{"a":[{"b":1},{"__type__":"__vector__","value":[1.0]}]}""", "a?1?")]
    [InlineData("""{"a":{"__x__":1}}""", "a.__x__")]
    [InlineData("""{"a":{"__vector__":"__type__","value":[1.0]}}""", "a.__vector__")]
    public void Map_NotExactlyAVector_ThrowsWithThePath(string json, string path)
    {
        using var document = JsonDocument.Parse(json);

        foreach (var make in new Action[]
        {
            () => StateMap.FromJson(json),
            () => StateMap.FromDictionary((Dictionary<string, object?>)Plain(document.RootElement)!),
            () => StateMap.From(document.RootElement),
            () => MapPatch.Empty.Set("key", Plain(document.RootElement)),
        })
        {
            make.Should().Throw<ArgumentException>().WithMessage($"*{path}'*");
        }
    }

    [Fact, Trait("Guarantee", "P13")]
    public void Vector_WithNaNOrTooManyDimensions_Throws()
    {
        foreach (var numbers in new[] { [double.NaN], new double[VectorValue.MaxDimensions + 1] })
        {
            var make = () => StateMap.FromDictionary(new Dictionary<string, object?> { ["__type__"] = "__vector__", ["value"] = numbers });

            make.Should().Throw<ArgumentException>().WithMessage("*'__type__'*1 to 2048 doubles*");
        }
    }

    [Fact, Trait("Guarantee", "P13")]
    public void FromDictionary_SelfReferenceThatStartsLikeAVector_Throws()
    {
        var entries = new Dictionary<string, object?> { ["__type__"] = "__vector__" };
        entries["value"] = new object?[] { entries };

        FluentActions.Invoking(() => StateMap.FromDictionary(entries)).Should().Throw<ArgumentException>();
    }

    [Fact, Trait("Guarantee", "U3")]
    public void MapPatch_WithAVector_AcceptsTheValueButNoReservedKey()
    {
        MapPatch.Empty.Set("embedding", StateMap.FromJson(Vector)).ToValue().MapValue.Fields["embedding"].MapValue
            .Should().Be(StateMap.FromJson(Vector).Fields);

        FluentActions.Invoking(() => MapPatch.Empty.Set("__type__", "__vector__")).Should()
            .Throw<ArgumentException>().WithParameterName("key");
        FluentActions.Invoking(() => MapPatch.Empty.Remove("__type__")).Should().Throw<ArgumentException>().WithParameterName("key");
    }

    [Fact, Trait("Guarantee", "U3")]
    public void HoldsIn_Vector_TreatsItAsAValueWithoutFields()
    {
        var vector = StateMap.FromJson(Vector);

        MapPatch.Empty.Set("value", vector.ToDictionary()["value"]).HoldsIn(Values.Of(vector)).Should().BeFalse();
        MapPatch.Empty.Remove("value").HoldsIn(Values.Of(vector)).Should().BeTrue();
    }

    private static object? Plain(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(entry => entry.Name, entry => Plain(entry.Value)),
        JsonValueKind.Array => json.EnumerateArray().Select(Plain).ToList(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Null => null,
        _ => json.GetRawText().Contains('.', StringComparison.Ordinal) ? json.GetDouble() : (object)json.GetInt64(),
    };
}
