using System.Runtime.CompilerServices;
using System.Threading.Channels;
using AgentState.Contracts;
using AgentState.TestKit;

namespace AgentState.Tests;

/// <summary>All consumers of one target share a listener; each has its own buffer.</summary>
public sealed class ListenerHubTests
{
    private static readonly ListenTarget Target = ListenTarget.OfDocument("projects/p/databases/d/documents/agents/a");

    private readonly ScriptedDocumentStore inner = new();
    private readonly Channel<ListenSnapshot> upstream = Channel.CreateUnbounded<ListenSnapshot>();
    private readonly TaskCompletionSource upstreamEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "W4")]
    public async Task ListenAsync_SeveralConsumers_ShareOneListener()
    {
        inner.Streams.Enqueue(Upstream);
        using var listeners = new ListenerHub(inner);
        await using var first = Watch(listeners);
        var next = first.MoveNextAsync();
        Tell(At(1, [], "a1"));
        await next;

        await using (var second = Watch(listeners))
        {
            // A later consumer receives the current state at once.
            await second.MoveNextAsync();
            SnapshotText.Of(second.Current).Should().Be("+a1 | a1 @1");
            Tell(At(2, ["a1"], "a2"));
            await second.MoveNextAsync();
            await first.MoveNextAsync();
            (SnapshotText.Of(first.Current), SnapshotText.Of(second.Current)).Should().Be(("a1>2 | a2 @2", "a1>2 | a2 @2"));
        }

        upstreamEnded.Task.IsCompleted.Should().BeFalse("one consumer still watches");
        await first.DisposeAsync();
        await upstreamEnded.Task.WaitAsync(Eventually.Patience, Token);
        inner.Listened.Should().ContainSingle();
    }

    [Fact, Trait("Guarantee", "W4")]
    public async Task ListenAsync_AfterTheLastConsumerLeft_OpensANewListener()
    {
        inner.Streams.Enqueue(Upstream);
        inner.Streams.Enqueue(Upstream);
        using var listeners = new ListenerHub(inner);
        Tell(At(1, [], "a1"));
        await using (var first = Watch(listeners))
        {
            await first.MoveNextAsync();
        }

        await upstreamEnded.Task.WaitAsync(Eventually.Patience, Token);
        await using var second = Watch(listeners);
        var next = second.MoveNextAsync();
        Tell(At(2, [], "a2"));
        await next;

        SnapshotText.Of(second.Current).Should().Be("+a2 | a2 @2");
        inner.Listened.Should().HaveCount(2);
    }

    [Fact, Trait("Guarantee", "W4")]
    public async Task ListenAsync_SlowConsumer_ReceivesTheLatestWithAllDifferences()
    {
        inner.Streams.Enqueue(Upstream);
        using var listeners = new ListenerHub(inner);
        await using var slow = Watch(listeners);
        await using var quick = Watch(listeners);
        var start = (slow.MoveNextAsync().AsTask(), quick.MoveNextAsync().AsTask());
        Tell(At(1, [], "a1", "b1"));
        await start.Item1;
        await start.Item2;

        ListenSnapshot[] later =
            [At(2, ["a1", "b1"], "a2", "b1"), At(3, ["a2", "b1"], "a2", "b1", "c3"), At(4, ["a2", "b1", "c3"], "a4", "c3")];
        foreach (var next in later)
        {
            Tell(next);
            await quick.MoveNextAsync();
            quick.Current.ReadTime.Should().Be(next.ReadTime);
        }

        await slow.MoveNextAsync();
        SnapshotText.Of(slow.Current).Should().Be("a1>4 -b +c3 | a4 c3 @4");
    }

    [Fact, Trait("Guarantee", "W2")]
    public async Task ListenAsync_AddedAndRemovedWhileConsumerIsBusy_IsNotReported()
    {
        inner.Streams.Enqueue(Upstream);
        using var listeners = new ListenerHub(inner);
        await using var slow = Watch(listeners);
        await using var quick = Watch(listeners);
        var start = (slow.MoveNextAsync().AsTask(), quick.MoveNextAsync().AsTask());
        Tell(At(1, [], "a1"));
        await start.Item1;
        await start.Item2;
        Tell(At(2, ["a1"], "a1", "b2"));
        await quick.MoveNextAsync();
        Tell(At(3, ["a1", "b2"], "a1"));
        await quick.MoveNextAsync();

        var next = slow.MoveNextAsync();
        Tell(At(4, ["a1"], "a4"));
        await next;

        SnapshotText.Of(slow.Current).Should().Be("a1>4 | a4 @4");
    }

    [Fact, Trait("Guarantee", "W1")]
    public async Task ListenAsync_ListenerFails_ThrowsToAllConsumersAndReopens()
    {
        inner.Streams.Enqueue(Upstream);
        inner.Streams.Enqueue(Upstream);
        using var listeners = new ListenerHub(inner);
        await using var first = Watch(listeners);
        await using var second = Watch(listeners);
        var pending = (first.MoveNextAsync().AsTask(), second.MoveNextAsync().AsTask());

        upstream.Writer.Complete(new StatePermissionException("no"));

        await pending.Item1.Awaiting(next => next).Should().ThrowAsync<StatePermissionException>();
        await pending.Item2.Awaiting(next => next).Should().ThrowAsync<StatePermissionException>();
        await using var third = Watch(listeners);
        await third.Awaiting(watch => watch.MoveNextAsync().AsTask()).Should().ThrowAsync<StatePermissionException>();
        inner.Listened.Should().HaveCount(2);
    }

    [Fact, Trait("Guarantee", "W1")]
    public async Task Dispose_WithActiveConsumers_EndsThem()
    {
        inner.Streams.Enqueue(Upstream);
        var listeners = new ListenerHub(inner);
        await using var watch = Watch(listeners);
        var pending = watch.MoveNextAsync().AsTask();

        listeners.Dispose();
        listeners.Dispose();

        await pending.Awaiting(next => next).Should().ThrowAsync<ObjectDisposedException>();
        await upstreamEnded.Task.WaitAsync(Eventually.Patience, Token);
        await Watch(listeners).Awaiting(late => late.MoveNextAsync().AsTask()).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact, Trait("Guarantee", "W1")]
    public async Task ListenAsync_OneConsumerCancelled_KeepsTheOthers()
    {
        inner.Streams.Enqueue(Upstream);
        using var listeners = new ListenerHub(inner);
        using var source = new CancellationTokenSource();
        await using var staying = Watch(listeners);
        await using var leaving = listeners.ListenAsync(Target, source.Token).GetAsyncEnumerator(CancellationToken.None);
        var pending = (Staying: staying.MoveNextAsync().AsTask(), Leaving: leaving.MoveNextAsync().AsTask());

        await source.CancelAsync();
        (await pending.Leaving.Awaiting(next => next).Should().ThrowAsync<OperationCanceledException>())
            .Which.CancellationToken.Should().Be(source.Token);
        Tell(At(1, [], "a1"));

        (await pending.Staying).Should().BeTrue();
    }

    // Consumers join and leave at random: each receives increasing read times only, and finally the latest state.
    [Fact, Trait("Guarantee", "W2")]
    public async Task ListenAsync_ConsumersJoinAndLeaveAtRandom_ReceiveTheLatest()
    {
        var engine = await Embedded.CreateAsync();
        using var listeners = new ListenerHub(engine);
        var target = ListenTarget.OfQuery(engine.Root.Parent, new DocumentQuery("things").Build());
        const int Last = 400;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(WatchAsync).Append(WriteAsync()));

        async Task WriteAsync()
        {
            for (var number = 1; number <= Last; number++)
            {
                var write = Writes.Patch(engine.Root.Document("things", $"t{number % 5}"), [new("n", Values.Of(number))], ["n"]);
                await engine.CommitAsync([write], Token);
                await Task.Yield();
            }
        }

        async Task WatchAsync(int seed)
        {
            var random = new Random(seed);
            var newest = 0L;
            while (newest < Last)
            {
                var stay = random.Next(1, 20);
                Google.Protobuf.WellKnownTypes.Timestamp? before = null;
                await foreach (var snapshot in listeners.ListenAsync(target, Token))
                {
                    (before is null || snapshot.ReadTime > before).Should().BeTrue("each snapshot is later than the one before");
                    before = snapshot.ReadTime;
                    newest = snapshot.Documents.Values.Select(document => document.Fields["n"].IntegerValue).DefaultIfEmpty().Max();
                    if (newest == Last || --stay == 0)
                    {
                        break;
                    }
                }
            }
        }
    }

    private static IAsyncEnumerator<ListenSnapshot> Watch(ListenerHub listeners) =>
        listeners.ListenAsync(Target, Token).GetAsyncEnumerator(Token);

    private static ListenSnapshot At(long time, string[] before, params string[] documents) => new(
        Of(documents), ListenSnapshot.Compare(Of(before), Of(documents)), WatchMessages.Time(time));

    private static System.Collections.Immutable.ImmutableDictionary<string, Google.Cloud.Firestore.V1.Document> Of(string[] documents) =>
        ListenSnapshot.Nothing.AddRange(
            documents.Select(text => KeyValuePair.Create(text[..1], WatchMessages.Document(text[..1], text[1] - '0'))));

    private void Tell(ListenSnapshot snapshot) => upstream.Writer.TryWrite(snapshot);

    private IAsyncEnumerable<ListenSnapshot> Upstream(CancellationToken cancellationToken)
    {
        return ReadAsync(cancellationToken);

        async IAsyncEnumerable<ListenSnapshot> ReadAsync([EnumeratorCancellation] CancellationToken token)
        {
            try
            {
                await foreach (var snapshot in upstream.Reader.ReadAllAsync(token))
                {
                    yield return snapshot;
                }
            }
            finally
            {
                upstreamEnded.TrySetResult();
            }
        }
    }
}
