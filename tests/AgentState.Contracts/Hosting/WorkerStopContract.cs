using System.Collections.Concurrent;
using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Contracts;

/// <summary>Stopping a host: tasks whose handler has started finish; all others are released, and the attempt is not counted.</summary>
public abstract class WorkerStopContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The clock is stopped, so that only the stop can release tasks claimed ahead.
    [Fact, Trait("Guarantee", "T21"), Trait("Guarantee", "T47")]
    public async Task StopAsync_WithTasksClaimedAhead_ReleasesThemUncounted()
    {
        const int Quick = 20;
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var handled = new ConcurrentQueue<string>();
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var host = WorkerHost.Of(
            engine,
            builder => builder.AddTaskWorker(
                "github",
                async (context, _) =>
                {
                    handled.Enqueue(context.TaskId);
                    await (handled.Count > Quick ? finish.Task : Task.CompletedTask);
                    return null;
                },
                worker => worker.Concurrency = 1),
            time: new FakeTimeProvider(DateTimeOffset.UtcNow));
        await AddAsync(fleet, Quick);
        await host.StartAsync(Token);
        await StatusesAsync(fleet, stored => stored.Count(status => status == "done") == Quick);

        await AddAsync(fleet, 6);
        await StatusesAsync(fleet, stored => stored.Count(status => status == "processing") >= 3);
        await Eventually.TrueAsync(() => handled.Count == Quick + 1, Patience, Token);
        var stopping = host.StopAsync(Token);
        await AddAsync(fleet, 1);
        stopping.IsCompleted.Should().BeFalse("a handler is still running");
        finish.SetResult();
        await stopping.WaitAsync(Patience, Token);
        await host.StopAsync(Token);

        handled.Should().HaveCount(Quick + 1);
        var stored = await fleet.AllStoredAsync(Token);
        stored.Count(document => document.Fields["status"].StringValue == "done").Should().Be(Quick + 1);
        stored.Where(document => document.Fields["status"].StringValue != "done").Should().HaveCount(6).And.OnlyContain(document =>
            document.Fields["status"].StringValue == "pending" && !document.Fields.ContainsKey("claimToken") &&
            (!document.Fields.ContainsKey("attempt") || document.Fields["attempt"].IntegerValue == 0));
    }

    [Theory, Trait("Guarantee", "T21"), Trait("Guarantee", "T47")]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task StopAsync_BeforeAClaimIsAnswered_ReleasesItUncounted(bool isLimited, bool isReplyLost)
    {
        var inner = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(inner);
        var gate = new ReplyGate(inner) { Holds = ReplyGate.IsOfTasks, LosesHeld = isReplyLost };
        var handled = 0;
        if (isLimited)
        {
            await fleet.Administration.SetConcurrencyLimitAsync("github", 1, Token);
        }

        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        using var host = WorkerHost.Of(gate, builder => builder.AddTaskWorker("github", (_, _) =>
        {
            Interlocked.Increment(ref handled);
            return Task.FromResult<StateMap?>(null);
        }));
        await host.StartAsync(Token);
        await gate.Held.WaitAsync(Patience, Token);

        var stopping = host.Services.GetServices<IHostedService>().OfType<TaskWorkerService>().Single().StoppingAsync(Token);
        stopping.IsCompleted.Should().BeFalse("a claim is not answered yet");
        gate.Open();
        await stopping.WaitAsync(Patience, Token);
        await host.StopAsync(Token).WaitAsync(Patience, Token);

        handled.Should().Be(0);
        var released = (await fleet.Queue.GetAsync(task.Id, Token))!;
        (released.Status, released.Attempt, released.AssignedTo).Should().Be((AgentTaskStatus.Pending, 0, null));
        (await fleet.Queue.ClaimAsync("github", "another", Token))!.Task.Attempt
            .Should().Be(1, "the slot of a limited type is free as well");
    }

    [Fact, Trait("Guarantee", "T21")]
    public async Task StopAsync_BeforeAQueryIsAnswered_ClaimsNothing()
    {
        var inner = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(inner);
        var engine = new FaultyDocumentStore(inner);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        engine.Otherwise = verb => verb is Verb.Query ? Fault.After(HoldAsync) : null;
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", (_, _) => Task.FromResult<StateMap?>(null)));
        await host.StartAsync(Token);
        await asked.Task.WaitAsync(Patience, Token);

        var stopping = host.Services.GetServices<IHostedService>().OfType<TaskWorkerService>().Single().StoppingAsync(Token);
        answer.SetResult();
        await stopping.WaitAsync(Patience, Token);
        await host.StopAsync(Token).WaitAsync(Patience, Token);

        (await fleet.Queue.GetAsync(task.Id, Token))!.Version.Should().Be(task.Version, "the task was not written");

        Task HoldAsync()
        {
            if (engine.Queries.Any(static query => query.From[0].CollectionId == "tasks" && query.Limit is not null))
            {
                asked.TrySetResult();
            }

            return answer.Task;
        }
    }

    private static Task AddAsync(QueueUnderTest fleet, int count) =>
        fleet.Queue.EnqueueManyAsync([.. Enumerable.Range(0, count).Select(static _ => QueueUnderTest.NewTask())], Token);

    private static Task StatusesAsync(QueueUnderTest fleet, Func<IReadOnlyList<string>, bool> condition) => Eventually.TrueAsync(
        async () => condition([.. (await fleet.AllStoredAsync(Token)).Select(static document => document.Fields["status"].StringValue)]),
        Patience,
        Token);
}
