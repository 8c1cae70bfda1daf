using AgentState.Contracts;
using Google.Cloud.Firestore.V1;
using static AgentState.Contracts.DocumentsUnderTest;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using Aggregation = Google.Cloud.Firestore.V1.StructuredAggregationQuery.Types.Aggregation;
using FieldOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;
using FieldTransform = Google.Cloud.Firestore.V1.DocumentTransform.Types.FieldTransform;

namespace AgentState.Firestore.Tests;

/// <summary>
/// Where the emulator does otherwise than the service is documented to do. The embedded engine follows the documentation, except where a
/// comment says so. Each test goes red when the emulator changes: the difference, or the exception made for it, can go then.
/// </summary>
public sealed class KnownDifferenceTests(EmulatorFixture fixture) : IAsyncLifetime
{
    private DocumentsUnderTest embedded = null!;
    private DocumentsUnderTest emulator = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        emulator = new DocumentsUnderTest(await fixture.CreateEngineAsync());
        embedded = new DocumentsUnderTest(new EmbeddedDocumentStore(emulator.Engine.Root, TimeProvider.System));
    }

    public async ValueTask DisposeAsync()
    {
        if (emulator is not null)
        {
            await emulator.Engine.DisposeAsync();
            await embedded.Engine.DisposeAsync();
        }
    }

    // The service needs an index on __name__ descending for it, which can be added; the emulator has no such index.
    [Fact, Trait("Promise", "P8")]
    public async Task NamesInDescendingOrder_AreRefusedByTheEmulator()
    {
        await SetBothAsync("a", "b");
        var query = By(FieldPath.Name, Direction.Descending);

        var ofEmulator = () => emulator.IdsAsync(query);

        (await embedded.IdsAsync(query)).Should().Equal("b", "a");
        await ofEmulator.Should().ThrowAsync<MissingIndexException>();
    }

    // "The fields to return. If empty, all fields are returned."
    [Fact, Trait("Promise", "P8")]
    public async Task EmptyProjection_GivesNoFieldsOnTheEmulator()
    {
        await SetBothAsync("a");
        var query = new DocumentQuery(Collection).Build();
        query.Select = new Projection();

        (await FieldsAsync(embedded)).Should().Be(1);
        (await FieldsAsync(emulator)).Should().Be(0);

        async Task<int> FieldsAsync(DocumentsUnderTest documents) =>
            (await documents.Engine.QueryAsync(documents.Engine.Root.Parent, query, Cancellation)).Documents[0].Fields.Count;
    }

    // "Cannot contain another array value."
    [Fact, Trait("Promise", "P8")]
    public async Task ArrayInAnArray_ByTransform_IsTakenByTheEmulator() =>
        await OnlyTheEmulatorTakesAsync(documents => documents.Transform("a", new FieldTransform
        {
            FieldPath = "v",
            AppendMissingElements = new ArrayValue { Values = { Values.Of([Values.Of(1)]) } },
        }));

    // "The field paths in this mask must not contain a reserved field name."
    [Fact, Trait("Promise", "P8")]
    public async Task NameInAMask_IsTakenByTheEmulator() =>
        await OnlyTheEmulatorTakesAsync(static documents => documents.Patch("a", [FieldPath.Name]));

    [Fact, Trait("Promise", "P8")]
    public async Task NameInATransform_IsTakenByTheEmulator() =>
        await OnlyTheEmulatorTakesAsync(static documents => documents.Transform("a", Increment(FieldPath.Name)));

    // "A simple path must not match __.*__", and four underscores do.
    [Fact, Trait("Promise", "P8")]
    public async Task FourUnderscores_AreTakenByTheEmulator()
    {
        await OnlyTheEmulatorTakesAsync(static documents => documents.Set("____"));
        await OnlyTheEmulatorTakesAsync(static documents => documents.Set("a", ("____", Values.Of(1))));
    }

    // "Maximum depth of fields in a map or array: 20."
    [Fact, Trait("Promise", "P8")]
    public async Task DeepPath_InATransform_IsTakenByTheEmulator() =>
        await OnlyTheEmulatorTakesAsync(static documents =>
            documents.Transform("a", Increment(string.Join('.', Enumerable.Repeat("m", 23)))));

    // The service answers for the database that the request names; the emulator goes wherever the document's name leads.
    [Fact, Trait("Promise", "P8")]
    public async Task DocumentOfAnotherDatabase_IsTakenByTheEmulator() =>
        await OnlyTheEmulatorTakesAsync(static _ =>
            new Write { Update = new Document { Name = new DatabaseRoot("elsewhere").Document(Collection, "a") } });

    // The writes of a commit are applied in their order; the emulator merges those about one document before it looks at conditions.
    [Fact, Trait("Promise", "P8")]
    public async Task ConditionBehindAnotherWrite_IsRefusedByTheEmulator()
    {
        var commit = () => emulator.CommitAsync(emulator.Set("a"), Writes.Create(emulator.Name("a"), []));

        await commit.Should().ThrowExactlyAsync<AgentStateException>();
        (await embedded.CommitAsync(embedded.Set("a"), Writes.Create(embedded.Name("a"), [])))
            .ConflictKind.Should().Be(ConflictKind.AlreadyExists);
    }

    // "Not set after a delete", whatever a later write of the same commit does.
    [Fact, Trait("Promise", "P8")]
    public async Task DeleteBeforeASet_IsToldAVersionByTheEmulator()
    {
        await SetBothAsync("a");

        (await embedded.CommitAsync(embedded.Delete("a"), embedded.Set("a"))).Results[0].UpdateTime.Should().BeNull();
        (await emulator.CommitAsync(emulator.Delete("a"), emulator.Set("a"))).Results[0].UpdateTime.Should().NotBeNull();
    }

    // Within a map, the emulator says of everything that it is "an invalid nested entity".
    [Fact, Trait("Promise", "P8")]
    public async Task LimitWithinAMap_IsNotCalledOneByTheEmulator()
    {
        var value = Values.Map(("m", Values.Of(new string('x', ValueRules.MaxValueBytes + 1))));

        var ofEmbedded = () => embedded.CommitAsync(embedded.Set("a", ("v", value)));
        var ofEmulator = () => emulator.CommitAsync(emulator.Set("a", ("v", value)));

        await ofEmbedded.Should().ThrowAsync<StateLimitException>();
        (await ofEmulator.Should().ThrowExactlyAsync<AgentStateException>())
            .Which.InnerException!.Message.Should().Contain("contains an invalid nested entity");
    }

    // The request may have 10 MiB; the emulator takes 4.
    [Fact, Trait("Promise", "P8")]
    public async Task RequestOf5MiB_IsRefusedByTheEmulator()
    {
        Write[] Large(DocumentsUnderTest documents, int count) =>
            [.. Enumerable.Range(0, count).Select(i => documents.Set($"d{i}", ("v", Values.Of(new string('x', 1_000_000)))))];

        var ofEmulator = () => emulator.CommitAsync(Large(emulator, 5));
        var ofEmbedded = () => embedded.CommitAsync(Large(embedded, 11));

        await ofEmulator.Should().ThrowAsync<StateLimitException>();
        (await embedded.CommitAsync(Large(embedded, 5))).Kind.Should().Be(OutcomeKind.Applied);
        await ofEmbedded.Should().ThrowAsync<StateLimitException>();
    }

    // "At most five aggregations"; the emulator fails inside.
    [Fact, Trait("Promise", "P8")]
    public async Task SixAggregations_FailInsideTheEmulator()
    {
        var query = new StructuredAggregationQuery
        {
            StructuredQuery = new StructuredQuery { From = { new CollectionSelector { CollectionId = Collection } } },
            Aggregations = { Enumerable.Range(0, 6).Select(static _ => new Aggregation { Count = new Aggregation.Types.Count() }) },
        };

        var ofEmbedded = () => embedded.Engine.AggregateAsync(embedded.Engine.Root.Parent, query, Cancellation);
        var ofEmulator = () => emulator.Engine.AggregateAsync(emulator.Engine.Root.Parent, query, Cancellation);

        await ofEmbedded.Should().ThrowExactlyAsync<AgentStateException>();
        await ofEmulator.Should().ThrowAsync<StateUnavailableException>();
    }

    // Beyond 1,500 bytes an indexed value is cut, and "queries that involve such values may return inconsistent results". The emulator
    // shows that, by ordering by the beginning alone. The embedded engine compares whole values, here against the emulator.
    [Fact, Trait("Promise", "P8")]
    public async Task LongTexts_AreOrderedByTheirBeginningByTheEmulator()
    {
        var beginning = new string('x', 2_000);
        foreach (var documents in new[] { embedded, emulator })
        {
            await documents.SetAsync("a", ("v", Values.Of(beginning + "2")));
            await documents.SetAsync("b", ("v", Values.Of(beginning + "1")));
        }

        (await embedded.IdsAsync(By("v"))).Should().Equal("b", "a");
        (await emulator.IdsAsync(By("v"))).Should().Equal("a", "b");
    }

    // A filter without an operator is refused; the emulator overlooks that where the value is null.
    [Fact, Trait("Promise", "P8")]
    public async Task FilterWithoutOperator_OnNull_IsTakenByTheEmulator()
    {
        var filter = Where("v", FieldOperator.Unspecified, Values.Null);

        var ofEmbedded = () => embedded.IdsAsync(filter);

        await ofEmbedded.Should().ThrowExactlyAsync<AgentStateException>();
        (await emulator.IdsAsync(filter)).Should().BeEmpty();
    }

    private static FieldTransform Increment(string path) => new() { FieldPath = path, Increment = Values.Of(1) };

    // A time is stored to the microsecond; one that is finer equals none. Within a list the emulator cuts it at times, and finds what it
    // does not find alone.
    [Fact, Trait("Promise", "P8")]
    public async Task ATimeFinerThanAMicrosecond_IsCutByTheEmulatorInSomePlans()
    {
        var stored = new Google.Protobuf.WellKnownTypes.Timestamp { Nanos = 1_000 };
        var finer = new Value { TimestampValue = new Google.Protobuf.WellKnownTypes.Timestamp { Nanos = 1_999 } };
        var besideNull = Where("v", FieldOperator.In, Values.Of([Values.Null, finer]));
        var alone = Where("v", FieldOperator.Equal, finer);
        await embedded.SetAsync("a", ("v", new Value { TimestampValue = stored }));
        await emulator.SetAsync("a", ("v", new Value { TimestampValue = stored }));

        (await embedded.IdsAsync(alone)).Should().BeEmpty();
        (await emulator.IdsAsync(alone)).Should().BeEmpty();
        (await embedded.IdsAsync(besideNull)).Should().BeEmpty();
        (await emulator.IdsAsync(besideNull)).Should().Equal("a");
    }

    private async Task SetBothAsync(params string[] ids)
    {
        foreach (var id in ids)
        {
            await embedded.SetAsync(id, ("v", Values.Of(1)));
            await emulator.SetAsync(id, ("v", Values.Of(1)));
        }
    }

    private async Task OnlyTheEmulatorTakesAsync(Func<DocumentsUnderTest, Write> write)
    {
        var ofEmbedded = () => embedded.CommitAsync(write(embedded));

        await ofEmbedded.Should().ThrowExactlyAsync<AgentStateException>();
        (await emulator.CommitAsync(write(emulator))).Kind.Should().Be(OutcomeKind.Applied);
    }
}
