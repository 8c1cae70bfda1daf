using Google.Cloud.Firestore.V1;

namespace AgentState.Firestore.Tests.Engine;

/// <summary>Tests the engine against the emulator, which accepts its requests and whose answers it reads.</summary>
public sealed class EmulatorEngineTests(EmulatorFixture fixture) : IAsyncLifetime
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FirestoreDocumentStore store = null!;

    public ValueTask InitializeAsync()
    {
        var root = new DatabaseRoot($"engine-{Guid.NewGuid():N}", "named", "envs/staging");
        store = new FirestoreDocumentStore(Connection(root));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => store?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact, Trait("Guarantee", "P9")]
    public async Task Documents_Written_AreReturnedByEveryRead()
    {
        var created = await store.CommitAsync([Create("a", 1), Create("b", 2)], Token);

        var one = await store.GetAsync([Name("a")], Token);
        var many = await store.GetAsync([Name("b"), Name("missing"), Name("a"), Name("b")], Token);
        var query = await store.QueryAsync(store.Root.Parent, new DocumentQuery("c").OrderByDescending("n").Build(), Token);
        var count = await store.AggregateAsync(store.Root.Parent, SeamVerb.Count("c"), Token);

        created.Kind.Should().Be(OutcomeKind.Applied);
        one.Single().Document!.UpdateTime.Should().Be(created.Results[0].UpdateTime);
        many.Select(snapshot => snapshot.Document?.Fields["n"].IntegerValue).Should().Equal(2, null, 1, 2);
        many.Should().OnlyContain(snapshot => snapshot.ReadTime != null);
        query.Documents.Select(document => document.Name).Should().Equal(Name("b"), Name("a"));
        query.Interruption.Should().BeNull();
        count.Fields["n"].IntegerValue.Should().Be(2);
        count.ReadTime.Should().NotBeNull();
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task Query_WithoutDocuments_HasAReadTime()
    {
        var result = await store.QueryAsync(store.Root.Parent, new DocumentQuery("c").Build(), Token);

        result.Documents.Should().BeEmpty();
        result.ReadTime.Should().NotBeNull();
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task Commit_EachUnmetCondition_HasItsKindOfConflict()
    {
        await store.CommitAsync([Create("a", 1)], Token);
        var stale = (await store.GetAsync([Name("a")], Token)).Single();
        await store.CommitAsync([Patch("a", 2)], Token);

        var exists = await store.CommitAsync([Create("a", 3)], Token);
        var version = await store.CommitAsync([Patch("a", 3).IfUnchanged(stale)], Token);
        var missing = await store.CommitAsync([MustExist(Patch("none", 3))], Token);
        var gone = await store.CommitAsync([Patch("none", 3).IfUnchanged(stale)], Token);

        new[] { exists, version, missing, gone }.Select(outcome => outcome.ConflictKind).Should().Equal(
            ConflictKind.AlreadyExists, ConflictKind.Version, ConflictKind.Missing, ConflictKind.Version);
        (await store.GetAsync([Name("a"), Name("none")], Token)).Select(snapshot => snapshot.Document?.Fields["n"].IntegerValue)
            .Should().Equal(2, null);
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task Commit_OneUnmetConditionOfSeveral_WritesNothing()
    {
        await store.CommitAsync([Create("a", 1)], Token);

        var outcome = await store.CommitAsync([Create("b", 1), Create("a", 1)], Token);

        outcome.ConflictKind.Should().Be(ConflictKind.AlreadyExists);
        (await store.GetAsync([Name("b")], Token)).Single().Document.Should().BeNull();
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task BatchWrite_SeveralWrites_HaveTheirOwnOutcomes()
    {
        await store.CommitAsync([Create("a", 1)], Token);

        var outcomes = await store.BatchWriteAsync([Create("a", 2), Create("b", 2), MustExist(Patch("none", 2))], Token);

        outcomes.Select(outcome => (outcome.Kind, outcome.ConflictKind)).Should().Equal(
            (OutcomeKind.Conflict, ConflictKind.AlreadyExists),
            (OutcomeKind.Applied, null),
            (OutcomeKind.Conflict, ConflictKind.Missing));
        outcomes[1].Result!.UpdateTime.Should().NotBeNull();
    }

    [Fact, Trait("Guarantee", "P11")]
    public async Task Commit_DocumentValueOrRequestTooLarge_ThrowsLimit()
    {
        var fill = Values.Of(new string('x', 700_000));
        Write[] document = [Writes.Create(Name("a"), [new("one", fill), new("two", fill)])];
        Write[] value = [Writes.Create(Name("a"), [new("one", Values.Of(new string('x', 1_100_000)))])];
        Write[] request = [.. Enumerable.Range(0, 20).Select(i => Writes.Create(Name($"{i}"), [new("one", fill)]))];

        foreach (var writes in new[] { document, value, request })
        {
            var commit = () => store.CommitAsync(writes, Token);

            await commit.Should().ThrowAsync<StateLimitException>();
        }
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task Query_TwentyFourMegabytesOfDocuments_ReturnsAll()
    {
        var fill = Values.Of(new string('x', 1_000_000));
        for (var i = 0; i < 24; i += 3)
        {
            await store.CommitAsync([.. Enumerable.Range(i, 3).Select(k => Writes.Create(Name($"{k:00}"), [new("fill", fill)]))], Token);
        }

        var result = await store.QueryAsync(store.Root.Parent, new DocumentQuery("c").Build(), Token);

        result.Documents.Should().HaveCount(24).And.OnlyContain(document => document.Fields["fill"].StringValue.Length == 1_000_000);
    }

    [Fact, Trait("Guarantee", "P11")]
    public async Task BatchWrite_WithoutCredentials_IsDenied()
    {
        await using var anonymous = new FirestoreDocumentStore(Connection(store.Root) with { Tokens = new FixedToken(value: null) });

        var batch = () => anonymous.BatchWriteAsync([Patch("a", 1)], Token);

        await batch.Should().ThrowAsync<StatePermissionException>();
    }

    [Fact, Trait("Guarantee", "P11")]
    public async Task Commit_AgainstTheRules_IsDenied()
    {
        await using var anonymous = new FirestoreDocumentStore(Connection(store.Root) with { Tokens = new FixedToken(value: null) });

        var commit = () => anonymous.CommitAsync([Patch("a", 1)], Token);

        await commit.Should().ThrowAsync<StatePermissionException>();
    }

    // Speed is not tested here: a busy machine may need more than the default timeout.
    private FirestoreConnection Connection(DatabaseRoot root) =>
        FirestoreConnection.ToEmulator(fixture.Emulator.Host, root) with { CallTimeout = TimeSpan.FromMinutes(1) };

    private string Name(string id) => store.Root.Document("c", id);

    private Write Create(string id, long n) => Writes.Create(Name(id), [new("n", Values.Of(n))]);

    private Write Patch(string id, long n) => Writes.Patch(Name(id), [new("n", Values.Of(n))], ["n"]);

    private static Write MustExist(Write write)
    {
        write.CurrentDocument = new Precondition { Exists = true };
        return write;
    }
}
