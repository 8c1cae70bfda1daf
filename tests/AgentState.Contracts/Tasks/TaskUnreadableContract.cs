using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Contracts;

/// <summary>Tasks that cannot be read or claimed do not hide the tasks behind them, and cost little.</summary>
public abstract class TaskUnreadableContract : Contract
{
    private const int UnreadableId = 2002;
    private const int UnclaimableId = 2007;

    private static readonly DateTimeOffset Noon = new(2020, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T20"), Trait("Guarantee", "T42")]
    public async Task ClaimAsync_BehindManyUnreadableTasks_ReadsAndLogsEachOnce()
    {
        const int Unreadable = 150;
        var log = new HeardLog<TaskUnreadableContract>();
        var test = QueueUnderTest.Over(await CreateEngineAsync(), taskLog: log);
        await AddUnreadableAsync(test, Unreadable, textPriorities: true);
        var good = await test.Queue.EnqueueManyAsync([.. Enumerable.Repeat(QueueUnderTest.NewTask(priority: 1), 5)], Token);
        var before = test.Stack.Billed.Read().Reads;
        var calls = test.Faults.Calls.Count;

        var claimed = new List<string>();
        for (var i = 0; i < good.Count; i++)
        {
            claimed.Add((await test.Queue.ClaimAsync("github", "a", Token))!.Task.Id);
        }

        claimed.Should().Equal(good.Select(task => task.TaskId));
        (test.Stack.Billed.Read().Reads - before).Should().BeLessThan(Unreadable + 20);
        (test.Faults.Calls.Count - calls).Should().BeLessThan(30);
        log.Told.Count(entry => entry.Id == UnreadableId).Should().Be(Unreadable, "each is logged once");
        (await test.Queue.ClaimAsync("github", "a", Token)).Should().BeNull();
        (await test.Queue.ClaimManyAsync("github", "a", 3, Token)).Should().BeEmpty();
        log.Told.Count(entry => entry.Id == UnreadableId).Should().Be(Unreadable, "each is logged once");
    }

    [Theory, Trait("Guarantee", "T20"), Trait("Guarantee", "T23")]
    [InlineData(1)]
    [InlineData(3)]
    public async Task UrgentTask_BeforeUnreadableTasks_IsClaimedAtOnce(int count)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), time: new FakeTimeProvider());
        await AddUnreadableAsync(test, 6);
        await test.Queue.EnqueueManyAsync([.. Enumerable.Repeat(QueueUnderTest.NewTask(priority: 1), 3)], Token);
        (await test.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull();

        var urgent = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 10), Token);

        (await test.Queue.ClaimManyAsync("github", "a", count, Token))[0].Task.Id.Should().Be(urgent.Id);
    }

    [Fact, Trait("Guarantee", "T1"), Trait("Guarantee", "T20")]
    public async Task RepairedTask_AmongUnreadableTasks_IsFoundWithinAMinute()
    {
        var time = new FakeTimeProvider();
        var test = QueueUnderTest.Over(await CreateEngineAsync(), time: time);
        var unreadable = await AddUnreadableAsync(test, 6);
        (await test.Queue.ClaimAsync("github", "a", Token)).Should().BeNull();

        await RepairAsync(test, unreadable[3]);
        time.Advance(TimeSpan.FromMinutes(1));

        (await test.Queue.ClaimAsync("github", "a", Token))!.Task.Id.Should().Be(unreadable[3]);
    }

    [Fact, Trait("Guarantee", "T20")]
    public async Task RepairedTask_FirstInTheOrder_IsFoundAtOnce()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), time: new FakeTimeProvider());
        var unreadable = await AddUnreadableAsync(test, 6);
        (await test.Queue.ClaimAsync("github", "a", Token)).Should().BeNull();

        await RepairAsync(test, unreadable[0]);

        (await test.Queue.ClaimAsync("github", "a", Token))!.Task.Id.Should().Be(unreadable[0]);
    }

    [Fact, Trait("Guarantee", "T20")]
    public async Task TaskTooLargeToClaim_BeforeOthers_IsSkippedAndLoggedOnce()
    {
        var log = new HeardLog<TaskUnreadableContract>();
        var test = QueueUnderTest.Over(await CreateEngineAsync(), taskLog: log);
        var large = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 9), Token);
        await test.FillAsync(large.Id, Token);
        var good = await test.Queue.EnqueueManyAsync([.. Enumerable.Repeat(QueueUnderTest.NewTask(priority: 1), 3)], Token);

        (await test.Queue.ClaimAsync("github", "a", Token))!.Task.Id.Should().Be(good[0].TaskId);
        (await test.Queue.ClaimAsync("github", "a", Token))!.Task.Id.Should().Be(good[1].TaskId);
        (await test.Queue.ClaimManyAsync("github", "a", 2, Token)).Should().ContainSingle().Which.Task.Id.Should().Be(good[2].TaskId);

        log.Told.Count(entry => entry.Id == UnclaimableId).Should().Be(1);
    }

    [Fact, Trait("Guarantee", "T20"), Trait("Guarantee", "T22")]
    public async Task IdleWorker_BehindManyUnreadableTasks_IsWokenByItsListener()
    {
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(engine);
        await AddUnreadableAsync(fleet, 70, textPriorities: true);
        using var host = WorkerHost.Of(
            engine,
            builder => builder.AddTaskWorker("github", (_, _) => Task.FromResult<StateMap?>(null)),
            options => options.PollInterval = TimeSpan.FromHours(1));
        await host.StartAsync(Token);
        for (var i = 0; i < 2; i++)
        {
            // Wait until the worker is idle; before that it finds the task without its listener.
            var (calls, quiet) = (0, 0);
            await Eventually.TrueAsync(
                () =>
                {
                    (calls, quiet) = (engine.Calls.Count, engine.Calls.Count == calls ? quiet + 1 : 0);
                    return quiet == 50;
                },
                Eventually.Patience,
                Token);
            var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 1), Token);
            var done = await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Eventually.Patience, Token);
            done.Status.Should().Be(AgentTaskStatus.Done);
        }

        await host.StopAsync(Token);
    }

    private static Task RepairAsync(QueueUnderTest test, string id) => test.PatchRawAsync(
        id, new Dictionary<string, Value?> { ["payload"] = Values.Of(StateMap.Empty) }, Token);

    // Another client has stored the payload as text and, if textPriorities is set, half of the priorities too.
    // These tasks come before all tasks that the tests enqueue, in the order of their ids.
    private static async Task<IReadOnlyList<string>> AddUnreadableAsync(QueueUnderTest test, int count, bool textPriorities = false)
    {
        var ids = Enumerable.Range(0, count).Select(i => $"unreadable{i:000}").ToList();
        var writes = ids.Select((id, i) => Writes.Create(
            test.NameOf(id),
            new Dictionary<string, Value>
            {
                ["type"] = Values.Of("github"),
                ["status"] = Values.Of("pending"),
                ["priority"] = textPriorities && i < count / 2 ? Values.Of("5") : Values.Of(9),
                ["payload"] = Values.Of("text"),
                ["createdAt"] = Values.Of(Noon),
            })).ToList();
        (await test.Engine.CommitDirectlyAsync(writes, Token)).Kind.Should().Be(OutcomeKind.Applied);
        return ids;
    }
}
