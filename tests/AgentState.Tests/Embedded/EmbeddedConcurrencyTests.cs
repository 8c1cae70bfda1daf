namespace AgentState.Tests;

public sealed class EmbeddedConcurrencyTests
{
    private const string First = "a";
    private const string Second = "b";

    [Fact, Trait("Guarantee", "P8")]
    public async Task Reads_DuringCommits_ReturnAllOfACommitOrNothing()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var store = new EmbeddedDocumentStore(new DatabaseRoot("p"), TimeProvider.System, indexFrom: 0);
        var query = new DocumentQuery("docs").OrderBy("n").Build();

        var writer = Task.Run(
            async () =>
            {
                for (var n = 1; n <= 2_000; n++)
                {
                    await store.CommitAsync([Set(First, n), Set(Second, n)], cancellationToken);
                }
            },
            cancellationToken);
        var torn = 0;

        // The loop also ends if the writer fails. The queries complete synchronously, so without the yield they would block the thread.
        while (!writer.IsCompleted)
        {
            await Task.Yield();
            var found = await store.QueryAsync(store.Root.Parent, query, cancellationToken);
            var got = await store.GetAsync([store.Root.Document("docs", First), store.Root.Document("docs", Second)], cancellationToken);
            torn += found.Documents.Select(static document => document.Fields["n"].IntegerValue).Distinct().Count() > 1 ? 1 : 0;
            torn += got.Select(static snapshot => snapshot.Document?.Fields["n"].IntegerValue).Distinct().Count() > 1 ? 1 : 0;
        }

        await writer;
        torn.Should().Be(0);

        Google.Cloud.Firestore.V1.Write Set(string id, int n) =>
            new() { Update = new() { Name = store.Root.Document("docs", id), Fields = { ["n"] = Values.Of(n) } } };
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task CommitAsync_AfterARead_DoesNotChangeTheReturnedDocument()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var store = new EmbeddedDocumentStore(new DatabaseRoot("p"), TimeProvider.System);
        var name = store.Root.Document("docs", First);
        var create = Writes.Create(name, [new("m", Values.Map(("n", Values.Of(1)))), new("list", Values.Of([Values.Of(1)]))]);
        await store.CommitAsync([create], cancellationToken);
        var before = (await store.GetAsync([name], cancellationToken))[0].Document!;
        var copy = before.Clone();

        var patch = Writes.Patch(name, [new("m", Values.Map(("n", Values.Of(2))))], ["m.n"]);
        patch.UpdateTransforms.Add(new Google.Cloud.Firestore.V1.DocumentTransform.Types.FieldTransform
        {
            FieldPath = "list",
            AppendMissingElements = new() { Values = { Values.Of(2) } },
        });
        await store.CommitAsync([patch], cancellationToken);

        before.Should().Be(copy);
        (await store.GetAsync([name], cancellationToken))[0].Document!.Fields["m"].Should().Be(Values.Map(("n", Values.Of(2))));
    }

    [Fact, Trait("Guarantee", "P12")]
    public async Task EveryCall_WithACancelledToken_ThrowsWithThatToken()
    {
        await using var store = new EmbeddedDocumentStore(new DatabaseRoot("p"), TimeProvider.System);
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        Func<Task>[] calls =
        [
            () => store.GetAsync([store.Root.Document("docs", First)], source.Token),
            () => store.QueryAsync(store.Root.Parent, new DocumentQuery("docs").Build(), source.Token),
            () => store.CommitAsync([], source.Token),
            () => store.BatchWriteAsync([], source.Token),
        ];

        foreach (var call in calls)
        {
            (await call.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(source.Token);
        }
    }
}
