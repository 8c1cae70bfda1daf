using Google.Cloud.Firestore.V1;
using Google.Protobuf;
using static AgentState.Contracts.DocumentsUnderTest;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: the order of values and names, and cursors.</summary>
public abstract class DocumentOrderContract : Contract
{
    /// <summary>Values of every type in ascending order.</summary>
    private static readonly Value[] Ascending =
    [
        Values.Null,
        Values.Of(false),
        Values.Of(true),
        Double(double.NaN),
        Double(double.NegativeInfinity),
        Values.Of(long.MinValue),
        Values.Of(-1),
        Double(-double.Epsilon),
        Values.Of(0),
        Double(double.Epsilon),
        Values.Of(1),
        Double(1.5),
        Double(1L << 53),
        Values.Of((1L << 53) + 1),
        Double((1L << 53) + 2),
        Values.Of(long.MaxValue),
        Double(long.MaxValue),
        Double(double.PositiveInfinity),
        Time(-1, 999_999_000),
        Time(0, 0),
        Time(0, 1_000),
        Values.Of(""),
        Values.Of("10"),
        Values.Of("9"),
        Values.Of("B"),
        Values.Of("a"),
        Values.Of("a\0"),
        Values.Of("ab"),
        Values.Of("é"),
        Values.Of("\uFFFD"),
        Values.Of("𝒳"),
        Bytes(),
        Bytes(0),
        Bytes(0, 0),
        Bytes(0x7F),
        Bytes(0x80),
        Reference("c/__id7__"),
        Reference("c/__id10__"),
        Reference("c/A"),
        Reference("c/A/c/a"),
        Reference("c/a"),
        Reference("d/a"),
        Point(-1, 5),
        Point(1, -5),
        Point(1, 5),
        Values.Of(Array.Empty<Value>()),
        Values.Of([Values.Null]),
        Values.Of([Values.Of(1)]),
        Values.Of([Values.Of(1), Values.Null]),
        Values.Of([Values.Of(2)]),
        Vector(double.NegativeInfinity),
        Vector(1),
        Vector(2),
        Vector(0, 0),
        Values.Map(),
        Values.Map(("a", Values.Of(2)), ("z", Values.Of(1))),
        Values.Map(("a", Values.Of(3))),
        Values.Map(("b", Values.Of(1))),
    ];

    [Theory, Trait("Guarantee", "P8")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OrderBy_OverAllTypes_ReturnsTheDocumentedOrder(bool descending)
    {
        var documents = await CreateAsync();
        await SetAllAsync(documents);

        var ids = await documents.IdsAsync(By("v", descending ? Direction.Descending : Direction.Ascending));

        var expected = Enumerable.Range(0, Ascending.Length).Select(Id);
        ids.Should().Equal(descending ? expected.Reverse() : expected);
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task OrderBy_OnAbsentField_OmitsThoseDocuments()
    {
        var documents = await CreateAsync();
        await documents.SetAsync("null", ("v", Values.Null));
        await documents.SetAsync("one", ("v", Values.Of(1)));
        await documents.SetAsync("other", ("w", Values.Of(1)));

        (await documents.IdsAsync(By("v"))).Should().Equal("null", "one");
        (await documents.IdsAsync(By("v"), By("w"))).Should().BeEmpty();
    }

    [Theory, Trait("Guarantee", "P8")]
    [InlineData(false, "a,b,c")]
    [InlineData(true, "c,b,a")]
    public async Task OrderBy_OnEqualValues_OrdersByNameInTheSameDirection(bool descending, string expected)
    {
        var documents = await CreateAsync();
        foreach (var id in (string[])["b", "c", "a"])
        {
            await documents.SetAsync(id, ("v", id == "c" ? Double(1) : Values.Of(1)));
        }

        (await documents.IdsAsync(By("v", descending ? Direction.Descending : Direction.Ascending))).Should().Equal(expected.Split(','));
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task OrderBy_OnNames_PutsNumericIdsFirstThenByteOrder()
    {
        var documents = await CreateAsync();
        string[] ascending = ["__id-3__", "__id7__", "__id10__", "1", "10", "9", "A", "a", "é", "\uFFFD", "𝒳"];
        foreach (var id in ascending.Reverse())
        {
            await documents.SetAsync(id);
        }

        (await documents.IdsAsync(By(FieldPath.Name))).Should().Equal(ascending);
        (await documents.IdsAsync(new StructuredQuery())).Should().Equal(ascending);
    }

    [Theory, Trait("Guarantee", "P8")]
    [InlineData(true, false, "b,c,d")]
    [InlineData(false, false, "d")]
    [InlineData(true, true, "a")]
    [InlineData(false, true, "a,b,c")]
    public async Task Cursor_WithPrefixOfTheOrder_IncludesOrExcludesAllEqualDocuments(bool before, bool isEnd, string expected)
    {
        var documents = await CreateAsync();
        foreach (var (id, v) in new[] { ("a", 1), ("b", 2), ("c", 2), ("d", 3) })
        {
            await documents.SetAsync(id, ("v", Values.Of(v)));
        }

        var cursor = new Cursor { Values = { Values.Of(2) }, Before = before };
        var query = new StructuredQuery
        {
            OrderBy = { By("v"), By(FieldPath.Name) },
            StartAt = isEnd ? null : cursor,
            EndAt = isEnd ? cursor : null,
        };

        (await documents.IdsAsync(query)).Should().Equal(expected.Split(','));
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task Cursor_AfterADeletedDocument_ContinuesWithTheNext()
    {
        var documents = await CreateAsync();
        foreach (var id in (string[])["a", "b", "c", "d", "e"])
        {
            await documents.SetAsync(id, ("v", Values.Of(1)));
        }

        var first = await documents.IdsAsync(Page().Build());
        await documents.CommitAsync(documents.Delete(first[^1]));
        var second = await documents.IdsAsync(Page().StartAfter([Values.Of(1), documents.Reference(first[^1])]).Build());

        first.Should().Equal("e", "d");
        second.Should().Equal("c", "b");

        static DocumentQuery Page() => new DocumentQuery(Collection).OrderByDescending("v").Limit(2);
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task LimitAndOffset_WithFilter_CountOnlyMatchingDocuments()
    {
        var documents = await CreateAsync();
        foreach (var id in (string[])["a", "b", "c", "d"])
        {
            await documents.SetAsync(id, ("v", Values.Of(id is "b" ? 2 : 1)));
        }

        var filter = Where("v", FieldFilter.Types.Operator.Equal, Values.Of(1));

        (await documents.IdsAsync(new StructuredQuery { Where = filter, Offset = 1, Limit = 1 })).Should().Equal("c");
        (await documents.IdsAsync(new StructuredQuery { Limit = 0 })).Should().BeEmpty();
        (await documents.IdsAsync(new StructuredQuery { Offset = 9 })).Should().BeEmpty();
        var negative = () => documents.IdsAsync(new StructuredQuery { Limit = -1 });
        await negative.Should().ThrowExactlyAsync<AgentStateException>();
    }

    private static async Task SetAllAsync(DocumentsUnderTest documents)
    {
        var database = $"{documents.Engine.Root.Database}/documents/";
        for (var i = 0; i < Ascending.Length; i++)
        {
            var value = Ascending[i].HasReferenceValue ? Reference(database + Ascending[i].ReferenceValue) : Ascending[i];

            // The ids descend while the values ascend, so that the order cannot come from the names.
            await documents.SetAsync(Id(i), ("v", value));
        }
    }

    private static string Id(int i) => $"{Ascending.Length - i:000}";

    private static Value Time(long seconds, int nanos) => new() { TimestampValue = new Timestamp { Seconds = seconds, Nanos = nanos } };

    private static Value Bytes(params byte[] bytes) => new() { BytesValue = ByteString.CopyFrom(bytes) };

    private static Value Reference(string path) => new() { ReferenceValue = path };

    private static Value Point(double latitude, double longitude) =>
        new() { GeoPointValue = new LatLng { Latitude = latitude, Longitude = longitude } };

    private async Task<DocumentsUnderTest> CreateAsync() => new(await CreateEngineAsync());
}
