using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: listeners.</summary>
public abstract class DocumentListenContract : Contract
{
    private const string Collection = "watched";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "W1")]
    public async Task Listener_OverExistingDocuments_ReceivesThemThenEachChange()
    {
        var store = await CreateEngineAsync();
        await PutAsync(store, "a", 1);
        await PutAsync(store, "b", 1);
        await using var heard = Listen(store);

        (await heard.NextAsync()).Should().Be("+a=1 +b=1 | a=1 b=1");
        await PutAsync(store, "c", 1);
        (await heard.NextAsync()).Should().Be("+c=1 | a=1 b=1 c=1");
        await PutAsync(store, "a", 2);
        (await heard.NextAsync()).Should().Be("a=1>2 | a=2 b=1 c=1");
        await DeleteAsync(store, "b");
        (await heard.NextAsync()).Should().Be("-b | a=2 c=1");
    }

    [Fact, Trait("Guarantee", "W1")]
    public async Task Listener_OverEmptyResult_ReceivesEmptySnapshotThenFirstDocument()
    {
        var store = await CreateEngineAsync();
        await using var heard = Listen(store);

        (await heard.NextAsync()).Should().Be(" | ");
        await PutAsync(store, "a", 1);
        (await heard.NextAsync()).Should().Be("+a=1 | a=1");
    }

    [Fact, Trait("Guarantee", "W1")]
    public async Task Listener_ToOneDocument_ReceivesMissingCreatedChangedDeleted()
    {
        var store = await CreateEngineAsync();
        await using var heard = Listen(store, ListenTarget.OfDocument(NameOf(store, "a")));

        (await heard.NextAsync()).Should().Be(" | ");
        await PutAsync(store, "b", 1);
        await PutAsync(store, "a", 1);
        (await heard.NextAsync()).Should().Be("+a=1 | a=1");
        await PutAsync(store, "a", 2);
        (await heard.NextAsync()).Should().Be("a=1>2 | a=2");
        await DeleteAsync(store, "a");
        (await heard.NextAsync()).Should().Be("-a | ");
    }

    [Fact, Trait("Guarantee", "W1")]
    public async Task Listener_WithFilter_ReportsLeavingAsRemovedAndEnteringAsAdded()
    {
        var store = await CreateEngineAsync();
        await PutAsync(store, "a", 1);
        await PutAsync(store, "b", 2);
        await using var heard = Listen(
            store, ListenTarget.OfQuery(store.Root.Parent, new DocumentQuery(Collection).WhereEqual("n", Values.Of(1)).Build()));

        (await heard.NextAsync()).Should().Be("+a=1 | a=1");
        await PutAsync(store, "b", 1);
        (await heard.NextAsync()).Should().Be("+b=1 | a=1 b=1");
        await PutAsync(store, "a", 3);
        (await heard.NextAsync()).Should().Be("-a | b=1");
    }

    [Fact, Trait("Guarantee", "W1")]
    public async Task Listener_AfterWriteWithoutChange_ReceivesNothing()
    {
        var store = await CreateEngineAsync();
        await PutAsync(store, "a", 1);
        await using var heard = Listen(store);
        await heard.NextAsync();

        await PutAsync(store, "a", 1);
        await PutAsync(store, "b", 1);

        (await heard.NextAsync()).Should().Be("+b=1 | a=1 b=1");
    }

    [Fact, Trait("Guarantee", "W1")]
    public async Task Listener_AfterCommitOfTwoDocuments_SeesBothOrNeither()
    {
        var store = await CreateEngineAsync();
        await using var heard = Listen(store);
        await heard.NextAsync();

        for (var round = 1; round <= 20; round++)
        {
            await store.CommitDirectlyAsync([Put(store, "a", round), Put(store, "b", -round)], Token);
        }

        string last;
        do
        {
            var snapshot = await heard.NextSnapshotAsync();
            (Number(snapshot, "a") + Number(snapshot, "b")).Should().Be(0, "no snapshot contains only one of the two writes");
            last = Heard.Text(snapshot);
        }
        while (!last.EndsWith("a=20 b=-20", StringComparison.Ordinal));
    }

    [Fact, Trait("Guarantee", "W1")]
    public async Task Listener_ThatReadsSlowly_ReceivesLatestWithRisingReadTimes()
    {
        var store = await CreateEngineAsync();
        await using var heard = Listen(store);
        var before = (await heard.NextSnapshotAsync()).ReadTime;
        for (var number = 1; number <= 50; number++)
        {
            await PutAsync(store, "a", number);
        }

        ListenSnapshot snapshot;
        do
        {
            snapshot = await heard.NextSnapshotAsync();
            (snapshot.ReadTime >= before).Should().BeTrue();
            before = snapshot.ReadTime;
        }
        while (Number(snapshot, "a") < 50);
    }

    [Fact, Trait("Guarantee", "W1")]
    public async Task Listener_WhenItsTokenIsCancelled_EndsAndOthersContinue()
    {
        var store = await CreateEngineAsync();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var ending = Listen(store, token: source.Token);
        await using var staying = Listen(store);
        await ending.NextAsync();
        await staying.NextAsync();
        var pending = ending.NextAsync();

        await source.CancelAsync();

        var cancelled = (await pending.Awaiting(next => next).Should().ThrowAsync<OperationCanceledException>()).Which;
        cancelled.CancellationToken.Should().Be(source.Token);
        await PutAsync(store, "a", 1);
        (await staying.NextAsync()).Should().Be("+a=1 | a=1");
    }

    [Fact, Trait("Guarantee", "W1")]
    public async Task Consumer_ThatThrows_EndsOnlyItsOwnListener()
    {
        var store = await CreateEngineAsync();
        await using var staying = Listen(store);
        await staying.NextAsync();
        var consume = async () =>
        {
            await foreach (var _ in store.ListenAsync(All(store), Token))
            {
                throw new InvalidOperationException("thrown by the consumer");
            }
        };

        await consume.Should().ThrowAsync<InvalidOperationException>();

        await PutAsync(store, "a", 1);
        (await staying.NextAsync()).Should().Be("+a=1 | a=1");
    }

    [Fact, Trait("Guarantee", "W1")]
    public async Task Listener_DisposedEarlyAndTwice_LeavesNewListenersWorking()
    {
        var store = await CreateEngineAsync();
        var stream = store.ListenAsync(All(store), Token).GetAsyncEnumerator(Token);
        (await stream.MoveNextAsync()).Should().BeTrue();

        await stream.DisposeAsync();
        await stream.DisposeAsync();

        await using var another = Listen(store);
        (await another.NextAsync()).Should().Be(" | ");
    }

    [Theory, Trait("Guarantee", "W1")]
    [InlineData("lose-request")]
    [InlineData("lose-reply")]
    public async Task Stream_AfterBreaks_ReconnectsAndReportsEachChangeOnce(string fault)
    {
        var stack = Stacked(await CreateEngineAsync(), out var faults);
        var store = stack.Documents;
        var broken = fault == "lose-request" ? Fault.LoseRequest : Fault.LoseReply;
        faults.Next(Verb.Listen, broken, broken, null, broken, null, broken);
        await PutAsync(store, "a", 1);
        await using var heard = Listen(store);

        (await heard.NextAsync()).Should().Be("+a=1 | a=1", "although the stream broke twice before its first snapshot");
        await PutAsync(store, "b", 1);
        (await heard.NextAsync()).Should().Be("+b=1 | a=1 b=1", "reported documents are not reported again");
        await PutAsync(store, "a", 2);
        (await heard.NextAsync()).Should().Be("a=1>2 | a=2 b=1");
        faults.Calls.Count(call => call is Verb.Listen).Should().BeGreaterThanOrEqualTo(4);
    }

    [Fact, Trait("Guarantee", "W1")]
    public async Task Stream_WithRandomBreaksDuringWrites_ConvergesToLatestState()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var engine = await CreateEngineAsync();
        var stack = Stacked(engine, out var faults);
        faults.Otherwise = verb =>
        {
            lock (random)
            {
                return verb is Verb.Listen && random.Next(3) == 0 ? (random.Next(2) == 0 ? Fault.LoseReply : Fault.LoseRequest) : null;
            }
        };
        await using var heard = Listen(stack.Documents);
        var received = new Dictionary<string, long>();
        Apply(received, await heard.NextSnapshotAsync());
        var writing = Task.Run(
            async () =>
            {
                for (var number = 1; number <= 60; number++)
                {
                    await (number % 7 == 0 ? DeleteAsync(engine, $"d{number % 5}") : PutAsync(engine, $"d{number % 5}", number));
                }

                await PutAsync(engine, "last", 1);
            },
            Token);

        ListenSnapshot snapshot;
        do
        {
            snapshot = await heard.NextSnapshotAsync().WhileAsync(writing);
            snapshot.Changes.Should().NotBeEmpty("with seed {0}", seed);
            Apply(received, snapshot);
            received.Should().BeEquivalentTo(
                snapshot.Documents.ToDictionary(
                    document => DatabaseRoot.IdOf(document.Key),
                    document => document.Value.Fields["n"].IntegerValue),
                "the changes must add up to the snapshot, with seed {0}",
                seed);
        }
        while (!received.ContainsKey("last"));

        await writing;
    }

    [Fact]
    public async Task Listener_OnNewOrChangedDocuments_IsBilledOneReadEach()
    {
        var stack = Stacked(await CreateEngineAsync(), out _);
        await using var empty = Listen(stack.Documents);
        await empty.NextAsync();
        stack.Billed.Read().Reads.Should().Be(1, "a query without results costs one read");
        stack.Clock.IsSet.Should().BeTrue();

        await PutAsync(stack.Documents, "a", 1);
        await empty.NextAsync();
        stack.Billed.Read().Reads.Should().Be(2);
        await DeleteAsync(stack.Documents, "a");
        await empty.NextAsync();

        stack.Billed.Read().Reads.Should().Be(2, "a removed document costs no read");
    }

    private static DocumentStack Stacked(IDocumentStore engine, out FaultyDocumentStore faults)
    {
        FaultyDocumentStore? made = null;
        var stack = new DocumentStack(
            engine,
            new RetryOptions { Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) },
            TimeProvider.System,
            NullLogger.Instance,
            metered => made = new FaultyDocumentStore(metered));
        faults = made!;
        return stack;
    }

    private static void Apply(Dictionary<string, long> received, ListenSnapshot snapshot)
    {
        foreach (var change in snapshot.Changes)
        {
            var id = DatabaseRoot.IdOf(change.Name);
            if (change.After is { } after)
            {
                received[id] = after.Fields["n"].IntegerValue;
            }
            else
            {
                received.Remove(id).Should().BeTrue("only a reported document can be removed");
            }
        }
    }

    private static Heard Listen(IDocumentStore store, ListenTarget? target = null, CancellationToken? token = null) =>
        new(store.ListenAsync(target ?? All(store), token ?? Token));

    private static ListenTarget All(IDocumentStore store) => ListenTarget.OfQuery(store.Root.Parent, new DocumentQuery(Collection).Build());

    private static string NameOf(IDocumentStore store, string id) => store.Root.Document(Collection, id);

    private static Write Put(IDocumentStore store, string id, long number) =>
        Writes.Patch(NameOf(store, id), [new("n", Values.Of(number))], ["n"]);

    private static Task PutAsync(IDocumentStore store, string id, long number) =>
        store.CommitDirectlyAsync([Put(store, id, number)], Token);

    private static Task DeleteAsync(IDocumentStore store, string id) =>
        store.CommitDirectlyAsync([Writes.Delete(NameOf(store, id))], Token);

    private static long Number(ListenSnapshot snapshot, string id) =>
        snapshot.Documents.FirstOrDefault(document => DatabaseRoot.IdOf(document.Key) == id).Value?.Fields["n"].IntegerValue ?? 0;

    /// <summary>Reads snapshots one by one with a timeout, as text: the changes, then all documents.</summary>
    private sealed class Heard(IAsyncEnumerable<ListenSnapshot> snapshots) : IAsyncDisposable
    {
        private static readonly TimeSpan Patience = Eventually.Patience;

        private readonly IAsyncEnumerator<ListenSnapshot> stream = snapshots.GetAsyncEnumerator(CancellationToken.None);

        private bool hasTold;

        public static string Text(ListenSnapshot snapshot) =>
            $"{string.Join(' ', snapshot.Changes.OrderBy(change => change.Name, StringComparer.Ordinal).Select(Text))} | " +
            string.Join(
                ' ', snapshot.Documents.OrderBy(document => document.Key, StringComparer.Ordinal).Select(document => Text(document.Value)));

        public async Task<string> NextAsync() => Text(await NextSnapshotAsync());

        // An engine may send an unchanged snapshot as a keep-alive.
        public async Task<ListenSnapshot> NextSnapshotAsync()
        {
            do
            {
                (await stream.MoveNextAsync().AsTask().WaitAsync(Patience, Token))
                    .Should().BeTrue("a listener ends only when its token is cancelled");
            }
            while (hasTold && stream.Current.Changes.Count == 0);

            hasTold = true;
            return stream.Current;
        }

        public ValueTask DisposeAsync() => stream.DisposeAsync();

        private static string Text(DocumentDifference change) => change switch
        {
            { Before: null, After: { } added } => $"+{Text(added)}",
            { After: null } => $"-{DatabaseRoot.IdOf(change.Name)}",
            { Before: { } before, After: { } after } => $"{Text(before)}>{after.Fields["n"].IntegerValue}",
        };

        private static string Text(Document document) => $"{DatabaseRoot.IdOf(document.Name)}={document.Fields["n"].IntegerValue}";
    }
}
