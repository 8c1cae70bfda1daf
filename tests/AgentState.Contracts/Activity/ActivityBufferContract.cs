using System.Diagnostics;
using AgentState.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: buffered activity entries.</summary>
public abstract class ActivityBufferContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    // Entries are not sent by age unless a test advances the clock.
    private readonly FakeTimeProvider clock = new();
    private readonly HeardLog<ActivityPump> log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "L2"), Trait("Guarantee", "L12"), Trait("Guarantee", "L6")]
    public async Task FlushAsync_OfHundredEntries_SendsOneCallInOrder()
    {
        var test = Over(await CreateEngineAsync());

        for (var number = 0; number < 100; number++)
        {
            test.Activity.TryWrite(Entry(number)).Should().BeTrue();
        }

        await test.Pump.FlushAsync(Token);
        test.Faults.Calls.Should().Equal(Verb.Commit);
        test.Stack.Billed.Read().Should().Be(new BilledOperations { Reads = 0, Writes = 100, Deletes = 0 });
        var stored = await StoredAsync(test);
        stored.Select(entry => entry.Timestamp).Distinct().Should().ContainSingle();
        stored.Select(entry => entry.Action).Should().Equal(Numbers(100));
        test.Activity.Backlog.Should().Be(new ActivityBacklog { Queued = 0, Dropped = 0, Refused = 0 });
    }

    [Fact, Trait("Guarantee", "L2"), Trait("Guarantee", "L4")]
    public async Task TryWrite_BelowBatchSize_SendsWhenFirstEntryReachesFlushInterval()
    {
        var test = Over(await CreateEngineAsync());
        test.Activity.TryWrite(Entry(0));
        clock.Advance(TimeSpan.FromMilliseconds(900));
        test.Activity.TryWrite(Entry(1));
        test.Activity.Backlog.Queued.Should().Be(2);

        await PassingAsync(() => test.Activity.Backlog.Queued == 0, TimeSpan.FromMilliseconds(20));

        test.Faults.Calls.Should().Equal(Verb.Commit);
        (await StoredAsync(test)).Should().HaveCount(2);
    }

    [Fact, Trait("Guarantee", "L2")]
    public async Task TryWrite_AtBatchBytes_SendsBeforeBatchSize()
    {
        var test = Over(await CreateEngineAsync(), new ActivityOptions { BatchBytes = 64 * 1024 });
        var large = StateMap.FromDictionary(new Dictionary<string, object?> { ["text"] = new string('x', 30_000) });

        for (var number = 0; number < 4; number++)
        {
            test.Activity.TryWrite(Entry(number) with { Details = large });
        }

        await Eventually.TrueAsync(() => test.Faults.Calls.Count >= 1, Patience, Token);
        await test.Pump.FlushAsync(Token);
        test.Faults.Calls.Should().HaveCount(2);
        (await StoredAsync(test)).Select(entry => entry.Action).Should().Equal(Numbers(4));
    }

    [Fact, Trait("Guarantee", "L2"), Trait("Guarantee", "L12")]
    public async Task TryWrite_DuringOutage_NeverBlocksAndKeepsTheQueueLimit()
    {
        var test = Over(await CreateEngineAsync(), new ActivityOptions { QueueCapacity = 200, FlushInterval = TimeSpan.FromSeconds(1) });
        test.Faults.Otherwise = verb => verb is Verb.Commit ? Fault.LoseRequest : null;
        var accepted = new List<string>();
        var refused = 0;

        // In 30 seconds, 12 times the queue capacity is written; error entries replace others.
        for (var second = 0; second < 30; second++)
        {
            for (var number = 0; number < 80; number++)
            {
                var entry = Entry((second * 80) + number) with { Level = number % 8 == 0 ? ActivityLevel.Error : ActivityLevel.Info };
                if (test.Activity.TryWrite(entry))
                {
                    accepted.Add(entry.Action);
                }
                else
                {
                    refused++;
                }

                test.Activity.Backlog.Queued.Should().BeLessThanOrEqualTo(200);
            }

            clock.Advance(TimeSpan.FromSeconds(1));
        }

        test.Activity.Backlog.Queued.Should().Be(200);
        test.Faults.Otherwise = _ => null;
        await PassingAsync(() => test.Activity.Backlog.Queued == 0, TimeSpan.FromSeconds(1));

        var stored = await StoredAsync(test);
        var dropped = (int)test.Activity.Backlog.Dropped;
        dropped.Should().Be(2400 - stored.Count, "each entry is stored or counted as dropped").And.BeGreaterThanOrEqualTo(refused);
        stored.Should().HaveCount(200);
        stored.Select(entry => entry.Action)
            .Should().BeSubsetOf(accepted).And.BeInAscendingOrder(StringComparer.Ordinal).And.OnlyHaveUniqueItems();

        // The first batch was in flight when the outage began; of the queued entries, only errors were kept.
        stored.Skip(100).Should().OnlyContain(entry => entry.Level == ActivityLevel.Error);
        log.Told.Should().Contain(entry => entry.Id == 5001).And.Contain(entry => entry.Id == 5003);
        Sum(5001).Should().Be(dropped);
    }

    [Fact, Trait("Guarantee", "L2")]
    public async Task BufferAsync_WithOverflowWait_WaitsAndDropsNothing()
    {
        var test = Over(
            await CreateEngineAsync(), new ActivityOptions { QueueCapacity = 3, BatchSize = 3, WhenFull = ActivityOverflow.Wait });
        test.Faults.Next(
            Verb.Commit,
            Fault.Before(() => test.Activity.TryWrite(Entry(9))
                ? throw new InvalidOperationException("The queue should be full.")
                : Task.CompletedTask));
        for (var number = 0; number < 3; number++)
        {
            (await test.Activity.BufferAsync(Entry(number), Token)).Should().BeTrue();
        }

        var waiting = test.Activity.BufferAsync(Entry(3) with { Level = ActivityLevel.Error }, Token).AsTask();

        (await waiting.WaitAsync(Patience, Token)).Should().BeTrue();
        await test.Pump.FlushAsync(Token);
        (await StoredAsync(test)).Select(entry => entry.Action).Should().Equal(Numbers(4));
        test.Activity.Backlog.Dropped.Should().Be(0);
    }

    [Fact, Trait("Guarantee", "L2")]
    public async Task BufferAsync_WhenCancelledWhileWaiting_Throws()
    {
        var test = Over(await CreateEngineAsync(), new ActivityOptions { QueueCapacity = 1, WhenFull = ActivityOverflow.Wait });
        test.Faults.Otherwise = verb => verb is Verb.Commit ? Fault.LoseRequest : null;
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await test.Activity.BufferAsync(Entry(0), Token);
        test.Activity.TryWrite(Entry(1)).Should().BeFalse();
        var waiting = test.Activity.BufferAsync(Entry(2), source.Token).AsTask();

        await source.CancelAsync();

        var wait = () => waiting;
        await wait.Should().ThrowAsync<OperationCanceledException>();
        test.Activity.Backlog.Should().Be(new ActivityBacklog { Queued = 1, Dropped = 0, Refused = 0 });
    }

    [Theory, Trait("Guarantee", "L1"), Trait("Guarantee", "L2")]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    public async Task BufferedEntries_AfterLostReplies_AreStoredOnce(int times)
    {
        // A call makes at most 4 attempts here. After more losses, the batch is kept and sent again by the next call, which recognises it.
        var test = Over(await CreateEngineAsync());
        test.Faults.Next(Verb.Commit, [.. Enumerable.Repeat(Fault.LoseReply, times)]);
        for (var number = 0; number < 100; number++)
        {
            test.Activity.TryWrite(Entry(number));
        }

        await PassingAsync(() => test.Activity.Backlog.Queued == 0, TimeSpan.FromSeconds(1));

        (await StoredAsync(test)).Select(entry => entry.Action).Should().Equal(Numbers(100));
        test.Activity.Backlog.Should().Be(new ActivityBacklog { Queued = 0, Dropped = 0, Refused = 0 });
    }

    [Fact, Trait("Guarantee", "L5")]
    public async Task TryWrite_OfInvalidEntry_ThrowsAndTheOthersAreStored()
    {
        var test = Over(await CreateEngineAsync());
        test.Activity.TryWrite(Entry(0));

        var tooLarge = () => test.Activity.TryWrite(Entry(1) with
        {
            // Many short texts: if the scan for secrets in a long text times out, the text is redacted and no longer too large.
            Details = StateMap.FromDictionary(
                new Dictionary<string, object?> { ["a"] = Enumerable.Repeat<object?>(new string('x', 1_000), 1_200).ToList() }),
        });
        tooLarge.Should().Throw<StateLimitException>().Which.Path.Should().Be("details");
        var bad = () => test.Activity.TryWrite(Entry(1) with { Agent = "" });
        bad.Should().Throw<ArgumentException>();
        test.Activity.TryWrite(Entry(2));
        await test.Pump.FlushAsync(Token);

        (await StoredAsync(test)).Select(entry => entry.Action).Should().Equal(Numbers(3).Where((_, number) => number != 1));
    }

    [Fact, Trait("Guarantee", "L5")]
    public async Task FlushAsync_WithRefusedEntries_LogsThemAndStoresTheOthersInOrder()
    {
        var poisoned = new PoisonedDocumentStore(await CreateEngineAsync(), "acted 0007", "acted 0041");
        var test = Over(poisoned);
        for (var number = 0; number < 100; number++)
        {
            test.Activity.TryWrite(Entry(number));
        }

        await test.Pump.FlushAsync(Token);

        (await StoredAsync(test)).Select(entry => entry.Action).Should().Equal(Numbers(100).Where((_, number) => number is not (7 or 41)));
        test.Activity.Backlog.Should().Be(new ActivityBacklog { Queued = 0, Dropped = 0, Refused = 2 });
        log.Told.Where(entry => entry.Id == 5002)
            .Should().HaveCount(2).And.OnlyContain(entry => entry.Level == LogLevel.Error && !entry.Text.Contains("acted"));
    }

    [Fact, Trait("Guarantee", "L4")]
    public async Task FlushAsync_WithoutReply_ThrowsAtItsTimeoutAndKeepsTheEntries()
    {
        var test = Over(await CreateEngineAsync(), new ActivityOptions { FlushTimeout = TimeSpan.FromSeconds(2) });
        test.Faults.Otherwise = verb => verb is Verb.Commit ? Fault.LoseRequest : null;
        test.Activity.TryWrite(Entry(0));
        test.Activity.TryWrite(Entry(1));

        var flush = test.Pump.FlushAsync(Token);
        await PassingAsync(() => flush.IsCompleted, TimeSpan.FromMilliseconds(200));

        var flushed = () => flush;
        (await flushed.Should().ThrowAsync<StateUnavailableException>()).Which.Message.Should().Contain("2 entries");
        test.Faults.Otherwise = _ => null;
        await PassingAsync(() => test.Activity.Backlog.Queued == 0, TimeSpan.FromSeconds(1));
        (await StoredAsync(test)).Should().HaveCount(2);
    }

    [Fact, Trait("Guarantee", "L4")]
    public async Task DisposeAsync_WithQueuedEntries_StoresThemAndRefusesMore()
    {
        var test = Over(await CreateEngineAsync());
        test.Activity.TryWrite(Entry(0));

        await test.Pump.DisposeAsync();
        await test.Pump.DisposeAsync();

        (await StoredAsync(test)).Should().ContainSingle();
        var write = () => test.Activity.TryWrite(Entry(1));
        write.Should().Throw<ObjectDisposedException>();
    }

    [Fact, Trait("Guarantee", "L4")]
    public async Task DisposeAsync_WithoutReply_EndsAtItsTimeoutAndLogsTheLostCount()
    {
        var test = Over(await CreateEngineAsync(), new ActivityOptions { FlushTimeout = TimeSpan.FromSeconds(2) });
        test.Faults.Otherwise = verb => verb is Verb.Commit ? Fault.LoseRequest : null;
        for (var number = 0; number < 3; number++)
        {
            test.Activity.TryWrite(Entry(number));
        }

        var dispose = test.Pump.DisposeAsync().AsTask();
        await PassingAsync(() => dispose.IsCompleted, TimeSpan.FromMilliseconds(200));

        await dispose;
        log.Told.Should().ContainSingle(entry => entry.Id == 5004).Which.Text.Should().StartWith("3 activity log entries");
    }

    [Fact, Trait("Guarantee", "L9")]
    public async Task TryWrite_WithinTrace_StoresThatTraceId()
    {
        var test = Over(await CreateEngineAsync());
        string trace;
        using (var activity = new Activity("work").SetIdFormat(ActivityIdFormat.W3C).Start())
        {
            trace = activity.TraceId.ToHexString();
            test.Activity.TryWrite(Entry(0));
        }

        Activity.Current = null;
        test.Activity.TryWrite(Entry(1));
        await test.Pump.FlushAsync(Token);

        (await StoredAsync(test)).Select(entry => entry.TraceId).Should().Equal(trace, null);
    }

    [Fact, Trait("Guarantee", "L10")]
    public async Task Secrets_InEntriesOfEveryKind_AreStoredRedacted()
    {
        var test = Over(await CreateEngineAsync());
        const string Secret = "hunter2-canary";
        var entry = new NewActivity
        {
            Agent = "a",
            Action = $"cloned https://user:{Secret}@example.com/x",
            Details = StateMap.FromDictionary(new Dictionary<string, object?>
            {
                ["password"] = Secret,
                ["list"] = new List<object?> { $"Authorization: Basic {Secret}" },
            }),
        };

        await test.Activity.WriteAsync(entry, Token);
        test.Activity.TryWrite(entry);
        await test.Pump.FlushAsync(Token);
        var batch = test.CreateBatch();
        batch.Write(entry);
        await batch.CommitAsync(Token);
        await test.Agents.SetStatusAsync("a", AgentStatus.Error, $"https://user:{Secret}@example.com refused", Token);

        var stored = (await test.Engine.QueryAsync(test.Engine.Root.Parent, new DocumentQuery("logs").Build(), Token)).Documents;
        stored.Should().HaveCount(4).And.OnlyContain(
            document => !document.ToString().Contains(Secret) && document.ToString().Contains("[redacted]"));
    }

    private QueueUnderTest Over(IDocumentStore engine, ActivityOptions? options = null) =>
        QueueUnderTest.Over(engine, time: clock, activity: options ?? new ActivityOptions(), log: log);

    private static NewActivity Entry(int number) => new() { Agent = "a", Action = $"acted {number:0000}" };

    private static IEnumerable<string> Numbers(int count) => Enumerable.Range(0, count).Select(number => $"acted {number:0000}");

    private int Sum(int id) => log.Told.Where(entry => entry.Id == id).Sum(entry => int.Parse(entry.Text.Split(' ')[0], provider: null));

    // Oldest first, in the order of the log.
    private static async Task<List<ActivityEntry>> StoredAsync(QueueUnderTest test)
    {
        var query = new DocumentQuery("logs").OrderBy("timestamp").Build();
        return [.. (await test.Engine.QueryAsync(test.Engine.Root.Parent, query, Token)).Documents.Select(ActivityDocument.Read)];
    }

    // Advances the clock step by step until the condition holds.
    private Task PassingAsync(Func<bool> condition, TimeSpan step) => Eventually.TrueAsync(
        () =>
        {
            if (condition())
            {
                return true;
            }

            clock.Advance(step);
            return false;
        },
        Patience,
        Token);
}
