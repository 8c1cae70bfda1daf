using AgentState.Contracts;
using Google.Cloud.Firestore.V1;
using static AgentState.Contracts.DocumentsUnderTest;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using Aggregation = Google.Cloud.Firestore.V1.StructuredAggregationQuery.Types.Aggregation;
using FieldOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;
using FieldTransform = Google.Cloud.Firestore.V1.DocumentTransform.Types.FieldTransform;

namespace AgentState.Firestore.Tests;

/// <summary>
/// Tests the known differences between the emulator and the documentation of the service. The embedded engine follows the documentation
/// unless a comment says otherwise. A test fails when the emulator changes; then remove the difference, or the exception made for it.
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

    // The service needs a descending index on __name__, which can be added; the emulator has no such index.
    [Fact, Trait("Guarantee", "P8")]
    public async Task NamesInDescendingOrder_AreRefusedByTheEmulator()
    {
        await SetBothAsync("a", "b");
        var query = By(FieldPath.Name, Direction.Descending);

        var ofEmulator = () => emulator.IdsAsync(query);

        (await embedded.IdsAsync(query)).Should().Equal("b", "a");
        await ofEmulator.Should().ThrowAsync<MissingIndexException>();
    }

    // "The fields to return. If empty, all fields are returned."
    [Fact, Trait("Guarantee", "P8")]
    public async Task EmptyProjection_ReturnsNoFieldsOnTheEmulator()
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
    [Fact, Trait("Guarantee", "P8")]
    public async Task ArrayInAnArray_ByTransform_IsAcceptedByTheEmulator() =>
        await OnlyTheEmulatorTakesAsync(documents => documents.Transform("a", new FieldTransform
        {
            FieldPath = "v",
            AppendMissingElements = new ArrayValue { Values = { Values.Of([Values.Of(1)]) } },
        }));

    // "The field paths in this mask must not contain a reserved field name."
    [Fact, Trait("Guarantee", "P8")]
    public async Task NameInAMask_IsAcceptedByTheEmulator() =>
        await OnlyTheEmulatorTakesAsync(static documents => documents.Patch("a", [FieldPath.Name]));

    [Fact, Trait("Guarantee", "P8")]
    public async Task NameInATransform_IsAcceptedByTheEmulator() =>
        await OnlyTheEmulatorTakesAsync(static documents => documents.Transform("a", Increment(FieldPath.Name)));

    // "A simple path must not match __.*__"; four underscores match.
    [Fact, Trait("Guarantee", "P8")]
    public async Task FourUnderscores_AreAcceptedByTheEmulator()
    {
        await OnlyTheEmulatorTakesAsync(static documents => documents.Set("____"));
        await OnlyTheEmulatorTakesAsync(static documents => documents.Set("a", ("____", Values.Of(1))));
    }

    // "Maximum depth of fields in a map or array: 20."
    [Fact, Trait("Guarantee", "P8")]
    public async Task DeepPath_InATransform_IsAcceptedByTheEmulator() =>
        await OnlyTheEmulatorTakesAsync(static documents =>
            documents.Transform("a", Increment(string.Join('.', Enumerable.Repeat("m", 23)))));

    // The service uses the database of the request; the emulator uses the database in the name of the document.
    [Fact, Trait("Guarantee", "P8")]
    public async Task DocumentOfAnotherDatabase_IsAcceptedByTheEmulator() =>
        await OnlyTheEmulatorTakesAsync(static _ =>
            new Write { Update = new Document { Name = new DatabaseRoot("elsewhere").Document(Collection, "a") } });

    // The service applies writes in order; the emulator merges the writes to one document before it checks the conditions.
    [Fact, Trait("Guarantee", "P8")]
    public async Task ConditionAfterAnotherWrite_IsRefusedByTheEmulator()
    {
        var commit = () => emulator.CommitAsync(emulator.Set("a"), Writes.Create(emulator.Name("a"), []));

        await commit.Should().ThrowExactlyAsync<AgentStateException>();
        (await embedded.CommitAsync(embedded.Set("a"), Writes.Create(embedded.Name("a"), [])))
            .ConflictKind.Should().Be(ConflictKind.AlreadyExists);
    }

    // "Not set after a delete", even if a later write of the commit creates the document again.
    [Fact, Trait("Guarantee", "P8")]
    public async Task DeleteBeforeASet_GetsAVersionFromTheEmulator()
    {
        await SetBothAsync("a");

        (await embedded.CommitAsync(embedded.Delete("a"), embedded.Set("a"))).Results[0].UpdateTime.Should().BeNull();
        (await emulator.CommitAsync(emulator.Delete("a"), emulator.Set("a"))).Results[0].UpdateTime.Should().NotBeNull();
    }

    // For any invalid value within a map, the emulator reports only "an invalid nested entity".
    [Fact, Trait("Guarantee", "P8")]
    public async Task LimitWithinAMap_IsNotReportedAsALimitByTheEmulator()
    {
        var value = Values.Map(("m", Values.Of(new string('x', ValueRules.MaxValueBytes + 1))));

        var ofEmbedded = () => embedded.CommitAsync(embedded.Set("a", ("v", value)));
        var ofEmulator = () => emulator.CommitAsync(emulator.Set("a", ("v", value)));

        await ofEmbedded.Should().ThrowAsync<StateLimitException>();
        (await ofEmulator.Should().ThrowExactlyAsync<AgentStateException>())
            .Which.InnerException!.Message.Should().Contain("contains an invalid nested entity");
    }

    // The service accepts requests of up to 10 MiB; the emulator accepts 4 MiB.
    [Fact, Trait("Guarantee", "P8")]
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

    // "At most five aggregations"; the emulator fails with an internal error.
    [Fact, Trait("Guarantee", "P8")]
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

    // An indexed value is truncated to 1,500 bytes, and "queries that involve such values may return inconsistent results". The emulator
    // does this: it orders by the prefix alone. The embedded engine compares whole values.
    [Fact, Trait("Guarantee", "P8")]
    public async Task LongTexts_AreOrderedByTheirPrefixByTheEmulator()
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

    // The service refuses a filter without an operator; the emulator accepts it if the value is null.
    [Fact, Trait("Guarantee", "P8")]
    public async Task FilterWithoutOperator_OnNull_IsAcceptedByTheEmulator()
    {
        var filter = Where("v", FieldOperator.Unspecified, Values.Null);

        var ofEmbedded = () => embedded.IdsAsync(filter);

        await ofEmbedded.Should().ThrowExactlyAsync<AgentStateException>();
        (await emulator.IdsAsync(filter)).Should().BeEmpty();
    }

    private static FieldTransform Increment(string path) => new() { FieldPath = path, Increment = Values.Of(1) };

    // Times are stored to the microsecond, so a finer time equals no stored time. Within a list the emulator sometimes truncates it, and
    // then returns documents that the time alone does not match.
    [Fact, Trait("Guarantee", "P8")]
    public async Task TimeFinerThanAMicrosecond_IsTruncatedByTheEmulatorInSomePlans()
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
