using Google.Cloud.Firestore.V1;

namespace AgentState.Tests;

public sealed class MapPatchTests
{
    [Fact, Trait("Guarantee", "U3")]
    public void SetAndRemove_SpecialKeys_ReturnFieldsAndMask()
    {
        var patch = MapPatch.Empty.Set("theme", "dark").Set("a.b", 5.0).Set("`\\", null).Remove("beta").Remove(" ");

        var fields = patch.ToValue().MapValue.Fields;
        fields.Should().HaveCount(3);
        fields["theme"].StringValue.Should().Be("dark");
        fields["a.b"].DoubleValue.Should().Be(5);
        fields["`\\"].ValueTypeCase.Should().Be(Value.ValueTypeOneofCase.NullValue);
        patch.MaskUnder("preferences").Should().BeEquivalentTo(
            "preferences.theme", "preferences.`a.b`", @"preferences.`\`\\`", "preferences.beta", "preferences.` `");
    }

    [Fact]
    public void Set_OnAPatch_DoesNotChangeThatPatch()
    {
        var first = MapPatch.Empty.Set("a", 1);

        first.Set("b", 2).Remove("a");

        first.Count.Should().Be(1);
        first.ToValue().MapValue.Fields["a"].IntegerValue.Should().Be(1);
        MapPatch.Empty.Count.Should().Be(0);
    }

    [Fact]
    public void SetAndRemove_OfOneKey_LastCallWins()
    {
        MapPatch.Empty.Set("a", 1).Remove("a").ToValue().MapValue.Fields.Should().BeEmpty();
        MapPatch.Empty.Remove("a").Set("a", 1).ToValue().MapValue.Fields.Should().ContainKey("a");
    }

    [Fact, Trait("Guarantee", "T28")]
    public void Set_TypedArrayOrObject_IsAccepted()
    {
        var patch = MapPatch.Empty
            .Set("ids", [1, 2], SampleContext.Default.Int32Array)
            .Set("node", new Node { Text = "t" }, SampleContext.Default.Node);

        var fields = patch.ToValue().MapValue.Fields;
        fields["ids"].ArrayValue.Values.Select(value => value.IntegerValue).Should().Equal(1, 2);
        fields["node"].MapValue.Fields["text"].StringValue.Should().Be("t");
    }

    [Fact, Trait("Guarantee", "P13")]
    public void Set_UnstorableValue_ThrowsWithArgumentAndPath()
    {
        var badValue = () => MapPatch.Empty.Set("a.b", new Dictionary<string, object?> { ["c"] = new object() });
        var badKey = () => MapPatch.Empty.Set("__x__", 1);
        var badRemoval = () => MapPatch.Empty.Remove("");
        var noKey = () => MapPatch.Empty.Remove(null!);
        var badNumber = () => MapPatch.Empty.Set("n", new Numbers { Plain = double.NaN }, SampleContext.Default.Numbers);

        badValue.Should().Throw<ArgumentException>().WithParameterName("value").WithMessage("*'`a.b`.c'*");
        badKey.Should().Throw<ArgumentException>().WithParameterName("key");
        badRemoval.Should().Throw<ArgumentException>().WithParameterName("key");
        noKey.Should().Throw<ArgumentNullException>().WithParameterName("key");
        badNumber.Should().Throw<ArgumentException>().WithParameterName("value").WithMessage("*'n.plain'*");
    }

    [Fact, Trait("Guarantee", "P13")]
    public void Set_ValueTooDeep_Throws()
    {
        // The patched map is one more level.
        static StateMap Deep(int levels) =>
            StateMap.FromJson(string.Concat(Enumerable.Repeat("{\"m\":", levels - 1)) + "{}" + new string('}', levels - 1));

        var tooDeep = () => MapPatch.Empty.Set("a", Deep(20));

        MapPatch.Empty.Set("a", Deep(19)).Count.Should().Be(1);
        tooDeep.Should().Throw<ArgumentException>().WithParameterName("value").WithMessage("*too deep*");
    }

    [Fact, Trait("Guarantee", "P13")]
    public void CheckUnder_LongPath_CountsTheFieldName()
    {
        var patch = MapPatch.Empty.Remove(new string('x', 1_490));

        var tooLong = () => patch.CheckUnder("preferences", "patch");

        patch.CheckUnder("config", "patch");
        tooLong.Should().Throw<ArgumentException>().WithParameterName("patch").WithMessage("*preferences.xxx*1502 bytes*");
    }

    [Fact, Trait("Guarantee", "P15")]
    public void ToString_ShowsNoContent() => MapPatch.Empty.Set("secret", "hunter2").ToString().Should().Be("MapPatch (1 keys)");
}
