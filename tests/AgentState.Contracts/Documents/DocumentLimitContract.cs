using Google.Cloud.Firestore.V1;
using Google.Protobuf;
using static AgentState.Contracts.DocumentsUnderTest;
using FieldOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: which values it refuses, and with which exception.</summary>
public abstract class DocumentLimitContract : Contract
{
    private const int MaxValueBytes = 1_048_487;

    [Fact, Trait("Guarantee", "P8")]
    public async Task Document_AtMaxSize_IsStoredAndOneByteMoreIsRefused()
    {
        var documents = await CreateAsync();
        var fixedSize = DocumentSize.OfDocument(documents.Name("a"), Values.Map(Fields(0)).MapValue.Fields);
        var rest = (int)(ValueRules.MaxDocumentBytes - fixedSize);

        var stored = await documents.CommitAsync(documents.Set("a", Fields(rest)));
        var tooLarge = () => documents.CommitAsync(documents.Set("a", Fields(rest + 1)));

        stored.Kind.Should().Be(OutcomeKind.Applied);
        await tooLarge.Should().ThrowAsync<StateLimitException>();

        static (string, Value)[] Fields(int length) =>
            [("a", Values.Of(new string('x', 600_000))), ("b", Values.Of(new string('x', length)))];
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task Patch_ThatExceedsMaxDocumentSize_IsRefusedWithoutFailingItsBatch()
    {
        var documents = await CreateAsync();
        await documents.SetAsync("a", ("a", Values.Of(new string('x', 600_000))));
        var patch = documents.Patch("a", ["b"], ("b", Values.Of(new string('x', 600_000))));

        var commit = () => documents.CommitAsync(patch);
        await commit.Should().ThrowAsync<StateLimitException>();
        var outcomes = await documents.BatchAsync(patch, documents.Set("b"));

        outcomes[0].Kind.Should().Be(OutcomeKind.Failed);
        outcomes[0].Error.Should().BeOfType<StateLimitException>();
        outcomes[1].Kind.Should().Be(OutcomeKind.Applied);
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task Value_AtMaxSize_IsStoredAndOneByteMoreIsRefused()
    {
        var documents = await CreateAsync();
        static Value Text(int bytes) => Values.Of(new string('x', bytes));
        static Value Bytes(int bytes) => new() { BytesValue = ByteString.CopyFrom(new byte[bytes]) };

        foreach (var make in new[] { Text, Bytes })
        {
            var stored = await documents.CommitAsync(documents.Set("a", ("v", make(MaxValueBytes))));
            var tooLarge = () => documents.CommitAsync(documents.Set("a", ("v", make(MaxValueBytes + 1))));

            stored.Kind.Should().Be(OutcomeKind.Applied);
            await tooLarge.Should().ThrowAsync<StateLimitException>();
        }
    }

    [Theory, Trait("Guarantee", "P8")]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public async Task Map_NestedDeeperThan20_IsRefused(int depth, bool isStored)
    {
        var documents = await CreateAsync();
        var value = Values.Of(1);
        for (var i = 0; i < depth; i++)
        {
            value = Values.Map(("m", value));
        }

        var commit = () => documents.CommitAsync(documents.Set("a", ("m", value)));

        await ExpectAsync(commit, isStored);
    }

    [Theory, Trait("Guarantee", "P8")]
    [InlineData("a b", true)]
    [InlineData("𝒳", true)]
    [InlineData("__id7__", true)]
    [InlineData("___", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("__x__", false)]
    [InlineData("__id07__", false)]
    [InlineData("a/b", false)]
    public async Task DocumentId_WithSpecialForm_IsAcceptedOrRefused(string id, bool isStored)
    {
        var documents = await CreateAsync();

        await ExpectAsync(() => documents.CommitAsync(documents.Set(id)), isStored);
        await ExpectAsync(() => documents.FindAsync(id), isStored);
    }

    [Theory, Trait("Guarantee", "P8")]
    [InlineData(1_500, true)]
    [InlineData(1_501, false)]
    public async Task IdOrFieldName_Above1500Bytes_IsRefused(int bytes, bool isStored)
    {
        var documents = await CreateAsync();
        var name = new string('x', bytes);

        var ofId = () => documents.CommitAsync(documents.Set(name));
        var ofField = () => documents.CommitAsync(documents.Set("a", (name, Values.Of(1))));

        foreach (var commit in new[] { ofId, ofField })
        {
            if (isStored)
            {
                await commit.Should().NotThrowAsync();
            }
            else
            {
                await commit.Should().ThrowAsync<StateLimitException>();
            }
        }
    }

    [Theory, Trait("Guarantee", "P8")]
    [InlineData("a.b", true)]
    [InlineData("/", true)]
    [InlineData("__", true)]
    [InlineData("", false)]
    [InlineData("__x__", false)]
    public async Task FieldName_WithSpecialForm_IsAcceptedOrRefused(string field, bool isStored)
    {
        var documents = await CreateAsync();

        await ExpectAsync(() => documents.CommitAsync(documents.Set("a", (field, Values.Of(1)))), isStored);
        await ExpectAsync(() => documents.CommitAsync(documents.Set("a", ("m", Values.Map((field, Values.Of(1)))))), isStored);
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task Value_OfInvalidForm_IsRefused()
    {
        var documents = await CreateAsync();
        Value[] bad =
        [
            new(),
            Values.Of([Values.Of([Values.Of(1)])]),
            new() { GeoPointValue = new LatLng { Latitude = 91 } },
            new() { ReferenceValue = "docs/a" },
            new() { TimestampValue = new() { Seconds = long.MaxValue } },
        ];

        foreach (var value in bad)
        {
            await ExpectAsync(() => documents.CommitAsync(documents.Set("a", ("v", value))), isTaken: false);
        }

        (await documents.FindAsync("a")).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task StoredValue_OfTimeOrNaN_IsNormalized()
    {
        var documents = await CreateAsync();
        await documents.SetAsync(
            "a",
            ("time", new Value { TimestampValue = new() { Seconds = -1, Nanos = 123_456_789 } }),
            ("nan", Double(BitConverter.Int64BitsToDouble(-1))));

        var fields = (await documents.GetAsync("a")).Fields;

        fields["time"].TimestampValue.Nanos.Should().Be(123_456_000);
        BitConverter.DoubleToInt64Bits(fields["nan"].DoubleValue).Should().Be(0x7FF8_0000_0000_0000);
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task Filter_WithTooManyOrTooLargeValues_IsRefused()
    {
        var documents = await CreateAsync();
        Value Numbers(int count) => Values.Of(Enumerable.Range(0, count).Select(i => Values.Of(i)));

        await ExpectAsync(() => documents.IdsAsync(Where("v", FieldOperator.In, Numbers(30))), isTaken: true);
        await ExpectAsync(() => documents.IdsAsync(Where("v", FieldOperator.In, Numbers(31))), isTaken: false);
        await ExpectAsync(() => documents.IdsAsync(Where("v", FieldOperator.NotIn, Numbers(11))), isTaken: false);
        await ExpectAsync(() => documents.IdsAsync(Where("v", FieldOperator.In, Numbers(0))), isTaken: false);
        var large = () => documents.IdsAsync(Where("v", FieldOperator.Equal, Values.Of(new string('x', 1_500))));
        await large.Should().ThrowAsync<StateLimitException>();
    }

    private static async Task ExpectAsync<T>(Func<Task<T>> call, bool isTaken)
    {
        if (isTaken)
        {
            await call.Should().NotThrowAsync();
        }
        else
        {
            await call.Should().ThrowExactlyAsync<AgentStateException>();
        }
    }

    private async Task<DocumentsUnderTest> CreateAsync() => new(await CreateEngineAsync());
}
