using Google.Cloud.Firestore.V1;
using FieldTransform = Google.Cloud.Firestore.V1.DocumentTransform.Types.FieldTransform;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: masks and transforms, which change a document without reading it.</summary>
public abstract class DocumentMaskContract : Contract
{
    [Fact, Trait("Guarantee", "P8")]
    public async Task Patch_WithMask_ChangesOnlyMaskedFields()
    {
        var documents = await CreateAsync();
        await documents.SetAsync("a", ("keep", Values.Of(1)), ("change", Values.Of(1)), ("remove", Values.Of(1)));

        await documents.CommitAsync(documents.Patch("a", ["change", "remove"], ("change", Values.Of(2)), ("unmasked", Values.Of(3))));

        (await documents.GetAsync("a")).Fields.Should().BeEquivalentTo(
            Values.Map(("keep", Values.Of(1)), ("change", Values.Of(2))).MapValue.Fields);
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task Patch_OfNestedPath_KeepsSiblingFields()
    {
        var documents = await CreateAsync();
        await documents.SetAsync("a", ("m", Values.Map(("keep", Values.Of(1)), ("remove", Values.Of(1)))));

        await documents.CommitAsync(documents.Patch("a", ["m.new", "m.remove"], ("m", Values.Map(("new", Values.Of(2))))));

        (await documents.GetAsync("a")).Fields["m"].Should().Be(Values.Map(("keep", Values.Of(1)), ("new", Values.Of(2))));
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task Patch_OfWholeMap_ReplacesIt()
    {
        var documents = await CreateAsync();
        await documents.SetAsync("a", ("m", Values.Map(("old", Values.Of(1)))));

        await documents.CommitAsync(documents.Patch("a", ["m"], ("m", Values.Map(("new", Values.Of(2))))));

        (await documents.GetAsync("a")).Fields["m"].Should().Be(Values.Map(("new", Values.Of(2))));
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task Patch_OfPathThroughVector_ReplacesItOnSetAndKeepsItOnRemove()
    {
        var documents = await CreateAsync();
        var vector = DocumentsUnderTest.Vector(1);
        await documents.SetAsync("a", ("set", vector), ("remove", vector));

        await documents.CommitAsync(documents.Patch("a", ["set.k", "remove.value"], ("set", Values.Map(("k", Values.Of(2))))));

        var fields = (await documents.GetAsync("a")).Fields;
        fields["set"].Should().Be(Values.Map(("k", Values.Of(2))));
        fields["remove"].Should().Be(vector);
    }

    [Theory, Trait("Guarantee", "P8")]
    [InlineData("with.dot")]
    [InlineData("with space")]
    [InlineData("with`backtick")]
    [InlineData("with\\backslash")]
    [InlineData("1digit")]
    [InlineData("ünïcode")]
    [InlineData("𝒳")]
    public async Task Patch_OfFieldWithSpecialName_ChangesThatField(string field)
    {
        var documents = await CreateAsync();
        await documents.SetAsync("a", (field, Values.Of(1)), ("with", Values.Map(("dot", Values.Of(1)))));

        await documents.CommitAsync(documents.Patch("a", [FieldPath.Of(field)], (field, Values.Of(2))));

        var fields = (await documents.GetAsync("a")).Fields;
        fields[field].IntegerValue.Should().Be(2);
        fields["with"].Should().Be(Values.Map(("dot", Values.Of(1))));
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task Patch_OfMissingDocument_CreatesIt()
    {
        var documents = await CreateAsync();

        await documents.CommitAsync(documents.Patch("a", ["n"], ("n", Values.Of(1))));

        (await documents.GetAsync("a")).Fields["n"].IntegerValue.Should().Be(1);
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task ServerTime_WithinOneCommit_IsOneTimeInMilliseconds()
    {
        var documents = await CreateAsync();

        var outcome = await documents.CommitAsync(
            documents.Set("a").WithServerTime("at", "also"), documents.Set("b").WithServerTime("at"));

        var first = (await documents.GetAsync("a")).Fields["at"].TimestampValue;
        var second = (await documents.GetAsync("b")).Fields["at"].TimestampValue;
        first.Should().Be(second);
        (first.Nanos % 1_000_000).Should().Be(0);
        outcome.Results[0].TransformResults.Should().HaveCount(2).And.OnlyContain(value => value.TimestampValue.Equals(first));
        first.ToDateTimeOffset().Should().BeOnOrBefore(outcome.CommitTime!.ToDateTimeOffset());
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task Increment_OfEachKindOfField_AddsSaturatesOrReplaces()
    {
        var documents = await CreateAsync();
        await documents.SetAsync("a", ("n", Values.Of(1)), ("full", Values.Of(long.MaxValue)), ("text", Values.Of("x")));

        var outcome = await documents.CommitAsync(documents.Transform(
            "a",
            Increment("n", Values.Of(2)),
            Increment("full", Values.Of(1)),
            Increment("text", Values.Of(7)),
            Increment("new", Values.Of(8))));
        var asDouble = await documents.CommitAsync(documents.Transform("a", Increment("n", DocumentsUnderTest.Double(0.5))));

        outcome.Results[0].TransformResults.Select(static value => value.IntegerValue).Should().Equal(3, long.MaxValue, 7, 8);
        asDouble.Results[0].TransformResults.Should().Equal(DocumentsUnderTest.Double(3.5));
        (await documents.GetAsync("a")).Fields["n"].DoubleValue.Should().Be(3.5);
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task Increment_FiftyAtOnce_AppliesAll()
    {
        var documents = await CreateAsync();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ =>
            documents.CommitAsync(documents.Transform("a", Increment("n", Values.Of(1))))));

        (await documents.GetAsync("a")).Fields["n"].IntegerValue.Should().Be(50);
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task MaximumAndMinimum_OfEqualValues_KeepTheStoredValue()
    {
        var documents = await CreateAsync();
        await documents.SetAsync("a", ("high", Values.Of(5)), ("low", Values.Of(5)), ("nan", Values.Of(1)));

        await documents.CommitAsync(documents.Transform(
            "a",
            new FieldTransform { FieldPath = "high", Maximum = DocumentsUnderTest.Double(5) },
            new FieldTransform { FieldPath = "low", Minimum = Values.Of(4) },
            new FieldTransform { FieldPath = "nan", Maximum = DocumentsUnderTest.Double(double.NaN) }));

        var fields = (await documents.GetAsync("a")).Fields;
        fields["high"].Should().Be(Values.Of(5));
        fields["low"].Should().Be(Values.Of(4));
        fields["nan"].DoubleValue.Should().Be(double.NaN);
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task ArrayTransform_OfEqualElements_ComparesAsFiltersAndReturnsNull()
    {
        var documents = await CreateAsync();
        var stored = Values.Of([Values.Of(1), Values.Of("a"), Values.Null, DocumentsUnderTest.Double(1)]);
        await documents.SetAsync("a", ("add", stored), ("take", stored));
        var elements = new ArrayValue { Values = { DocumentsUnderTest.Double(1), Values.Of("b"), Values.Null } };

        var outcome = await documents.CommitAsync(documents.Transform(
            "a",
            new FieldTransform { FieldPath = "add", AppendMissingElements = elements },
            new FieldTransform { FieldPath = "take", RemoveAllFromArray = elements }));

        var fields = (await documents.GetAsync("a")).Fields;
        fields["add"].Should().Be(Values.Of([.. stored.ArrayValue.Values, Values.Of("b")]));
        fields["take"].Should().Be(Values.Of([Values.Of("a")]));
        outcome.Results[0].TransformResults.Should().Equal(Values.Null, Values.Null);
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task Transforms_WithMask_ApplyAfterItInOrder()
    {
        var documents = await CreateAsync();
        await documents.SetAsync("a", ("n", Values.Of(100)));
        var write = documents.Patch("a", ["n"], ("n", Values.Of(1)));
        write.UpdateTransforms.Add([Increment("n", Values.Of(1)), Increment("n", Values.Of(1))]);

        var outcome = await documents.CommitAsync(write);

        outcome.Results[0].TransformResults.Select(static value => value.IntegerValue).Should().Equal(2, 3);
        (await documents.GetAsync("a")).Fields["n"].IntegerValue.Should().Be(3);
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task Increment_ByZero_KeepsVersion()
    {
        var documents = await CreateAsync();
        var version = await documents.SetAsync("a", ("n", Values.Of(1)));

        var outcome = await documents.CommitAsync(documents.Transform("a", Increment("n", Values.Of(0))));

        outcome.Results[0].UpdateTime.Should().Be(version);
    }

    private static FieldTransform Increment(string path, Value by) => new() { FieldPath = path, Increment = by };

    private async Task<DocumentsUnderTest> CreateAsync() => new(await CreateEngineAsync());
}
