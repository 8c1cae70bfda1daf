using System.Diagnostics;
using AgentState.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Contracts;

/// <summary>What every engine must make true of buffered entries.</summary>
public abstract class ActivityBufferContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    // Nothing is sent by age unless a test lets time pass.
    private readonly FakeTimeProvider clock = new();
    private readonly HeardLog<ActivityPump> log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Promise", "L2"), Trait("Promise", "L12"), Trait("Promise", "L6")]
    public async Task AHundredEntries_AreOneCall_OfOneTime_InTheirOrder()
    {
        var test = Over(await CreateEngineAsync());

        for (var number = 0; number < 100; number++)
        {
            test.Activity.TryWrite(Entry(number)).Should().BeTrue();
        }

        await test.Pump.FlushAsync(Token);
        test.Faults.Calls.Should().Equal(Verb.Commit);
        test.Stack.Billed.Read().Should().Be(new BilledOperations(Reads: 0, Writes: 100, Deletes: 0));
        var stored = await StoredAsync(test);
        stored.Select(entry => entry.Timestamp).Distinct().Should().ContainSingle();
        stored.Select(entry => entry.Action).Should().Equal(Numbers(100));
        test.Activity.Backlog.Should().Be(new ActivityBacklog(0, 0, 0));
    }

    [Fact, Trait("Promise", "L2"), Trait("Promise", "L4")]
    public async Task AFewEntries_AreSentWhenTheFirstIsOldEnough_AndNotBefore()
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

    [Fact, Trait("Promise", "L2")]
    public async Task ABatchOfManyBytes_DoesNotWaitForItsNumber()
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

    [Fact, Trait("Promise", "L2"), Trait("Promise", "L12")]
    public async Task ADatabaseThatDoesNotAnswer_HoldsNobodyUp_TheBoundHolds_AndWhatWasAcceptedArrives()
    {
        var test = Over(await CreateEngineAsync(), new ActivityOptions { QueueCapacity = 200, FlushInterval = TimeSpan.FromSeconds(1) });
        test.Faults.Otherwise = verb => verb is Verb.Commit ? Fault.LoseRequest : null;
        var accepted = new List<string>();
        var refused = 0;

        // Half a minute, in which twelve times as much is written as there is room for; errors last.
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
        dropped.Should().Be(2400 - stored.Count, "each is stored, or told as dropped").And.BeGreaterThanOrEqualTo(refused);
        stored.Should().HaveCount(200);
        stored.Select(entry => entry.Action).Should().BeSubsetOf(accepted).And.BeInAscendingOrder(StringComparer.Ordinal).And.OnlyHaveUniqueItems();

        // The first batch was on its way when the outage began; of what waited, errors alone were left.
        stored.Skip(100).Should().OnlyContain(entry => entry.Level == ActivityLevel.Error);
        log.Told.Should().Contain(told => told.Id == 5001).And.Contain(told => told.Id == 5003);
        Sum(5001).Should().Be(dropped);
    }

    [Fact, Trait("Promise", "L2")]
    public async Task WhereOptionsSaySo_TheWriterWaitsForRoom_AndNothingIsDropped()
    {
        var test = Over(await CreateEngineAsync(), new ActivityOptions { QueueCapacity = 3, BatchSize = 3, WhenFull = ActivityOverflow.Wait });
        test.Faults.Next(Verb.Commit, Fault.Before(() => test.Activity.TryWrite(Entry(9)) ? throw new InvalidOperationException("There was no room.") : Task.CompletedTask));
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

    [Fact, Trait("Promise", "L2")]
    public async Task AWriterThatWaits_CanBeStopped()
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
        test.Activity.Backlog.Should().Be(new ActivityBacklog(1, 0, 0));
    }

    [Theory, Trait("Promise", "L1"), Trait("Promise", "L2")]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    public async Task LostReplies_MakeNoSecondEntry(int times)
    {
        // More often than a call itself is repeated (4 times here): then the batch is kept, and recognised at the next call, be it the first time that this is sent.
        var test = Over(await CreateEngineAsync());
        test.Faults.Next(Verb.Commit, [.. Enumerable.Repeat(Fault.LoseReply, times)]);
        for (var number = 0; number < 100; number++)
        {
            test.Activity.TryWrite(Entry(number));
        }

        await PassingAsync(() => test.Activity.Backlog.Queued == 0, TimeSpan.FromSeconds(1));

        (await StoredAsync(test)).Select(entry => entry.Action).Should().Equal(Numbers(100));
        test.Activity.Backlog.Should().Be(new ActivityBacklog(0, 0, 0));
    }

    [Fact, Trait("Promise", "L5")]
    public async Task APoisonEntry_IsRefusedAtOnce_WithItsReason_AndTheOthersAreStored()
    {
        var test = Over(await CreateEngineAsync());
        test.Activity.TryWrite(Entry(0));

        var tooLarge = () => test.Activity.TryWrite(Entry(1) with
        {
            // Of short texts: a busy machine may be too slow to look through a long one for secrets, which is hidden whole then, and no longer too large.
            Details = StateMap.FromDictionary(new Dictionary<string, object?> { ["a"] = Enumerable.Repeat<object?>(new string('x', 1_000), 1_200).ToList() }),
        });
        tooLarge.Should().Throw<StateLimitException>().Which.Path.Should().Be("details");
        var bad = () => test.Activity.TryWrite(Entry(1) with { Agent = "" });
        bad.Should().Throw<ArgumentException>();
        test.Activity.TryWrite(Entry(2));
        await test.Pump.FlushAsync(Token);

        (await StoredAsync(test)).Select(entry => entry.Action).Should().Equal(Numbers(3).Where((_, number) => number != 1));
    }

    [Fact, Trait("Promise", "L5")]
    public async Task AnEntryThatTheDatabaseRefuses_IsToldByItself_AndTheOthersAreStoredInOrder()
    {
        var poisoned = new PoisonedDocumentStore(await CreateEngineAsync(), "acted 0007", "acted 0041");
        var test = Over(poisoned);
        for (var number = 0; number < 100; number++)
        {
            test.Activity.TryWrite(Entry(number));
        }

        await test.Pump.FlushAsync(Token);

        (await StoredAsync(test)).Select(entry => entry.Action).Should().Equal(Numbers(100).Where((_, number) => number is not (7 or 41)));
        test.Activity.Backlog.Should().Be(new ActivityBacklog(0, 0, 2));
        log.Told.Where(told => told.Id == 5002).Should().HaveCount(2).And.OnlyContain(told => told.Level == LogLevel.Error && !told.Text.Contains("acted"));
    }

    [Fact, Trait("Promise", "L4")]
    public async Task FlushAsync_ThatIsNotAnswered_EndsAtItsDeadline_TellsWhatIsLeft_AndKeepsIt()
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

    [Fact, Trait("Promise", "L4")]
    public async Task Dispose_StoresWhatIsLeft_AndTakesNoMore()
    {
        var test = Over(await CreateEngineAsync());
        test.Activity.TryWrite(Entry(0));

        await test.Pump.DisposeAsync();
        await test.Pump.DisposeAsync();

        (await StoredAsync(test)).Should().ContainSingle();
        var write = () => test.Activity.TryWrite(Entry(1));
        write.Should().Throw<ObjectDisposedException>();
    }

    [Fact, Trait("Promise", "L4")]
    public async Task Dispose_ThatIsNotAnswered_EndsAtItsDeadline_AndTellsHowManyAreLost()
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
        log.Told.Should().ContainSingle(told => told.Id == 5004).Which.Text.Should().StartWith("3 entries");
    }

    [Fact, Trait("Promise", "L9")]
    public async Task TryWrite_WithinATrace_TellsThatOne_WhoeverSendsIt()
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

    [Fact, Trait("Promise", "L10")]
    public async Task Secrets_AreStoredNowhere_WhicheverWayTheyAreWritten()
    {
        var test = Over(await CreateEngineAsync());
        const string Secret = "hunter2-canary";
        var entry = new NewActivity
        {
            Agent = "a",
            Action = $"cloned https://user:{Secret}@example.com/x",
            Details = StateMap.FromDictionary(new Dictionary<string, object?> { ["password"] = Secret, ["list"] = new List<object?> { $"Authorization: Basic {Secret}" } }),
        };

        await test.Activity.WriteAsync(entry, Token);
        test.Activity.TryWrite(entry);
        await test.Pump.FlushAsync(Token);
        var batch = test.CreateBatch();
        batch.Write(entry);
        await batch.CommitAsync(Token);
        await test.Agents.SetStatusAsync("a", AgentStatus.Error, $"https://user:{Secret}@example.com refused", Token);

        var stored = (await test.Engine.QueryAsync(test.Engine.Root.Parent, new DocumentQuery("logs").Build(), Token)).Documents;
        stored.Should().HaveCount(4).And.OnlyContain(document => !document.ToString().Contains(Secret) && document.ToString().Contains("[redacted]"));
    }

    private QueueUnderTest Over(IDocumentStore engine, ActivityOptions? options = null) =>
        QueueUnderTest.Over(engine, time: clock, activity: options ?? new ActivityOptions(), log: log);

    private static NewActivity Entry(int number) => new() { Agent = "a", Action = $"acted {number:0000}" };

    private static IEnumerable<string> Numbers(int count) => Enumerable.Range(0, count).Select(number => $"acted {number:0000}");

    private int Sum(int id) => log.Told.Where(told => told.Id == id).Sum(told => int.Parse(told.Text.Split(' ')[0], provider: null));

    // The oldest first, as the log orders them.
    private static async Task<List<ActivityEntry>> StoredAsync(QueueUnderTest test)
    {
        var query = new DocumentQuery("logs").OrderBy("timestamp").Build();
        return [.. (await test.Engine.QueryAsync(test.Engine.Root.Parent, query, Token)).Documents.Select(ActivityDocument.Read)];
    }

    // Lets time pass step by step until something has come of it.
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
