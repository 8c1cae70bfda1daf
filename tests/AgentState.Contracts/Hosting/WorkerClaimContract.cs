using System.Collections.Concurrent;
using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Contracts;

/// <summary>When a worker does not claim, and how tasks that it claimed ahead are cancelled or released.</summary>
public abstract class WorkerClaimContract : Contract
{
    private const int Warm = 20;

    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "A1")]
    public async Task SupersededInstance_AfterItsLoss_ClaimsNothing()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var host = WorkerHost.Of(engine, builder =>
        {
            builder.AddAgent("github-agent", "github", agent => (agent.SingleInstance, agent.StopHostWhenLost) = (true, false));
            builder.AddTaskWorker("github", Done).AddTaskWorker("content", Done);
        });
        await host.StartAsync(Token);
        var old = await host.Services.GetRequiredKeyedService<HostedAgent>("github-agent").Instance.WaitAsync(Patience, Token);

        await using var successor = await fleet.Agents.StartInstanceAsync(
            new AgentRegistration { Id = "github-agent", Type = "github" }, new AgentInstanceOptions { SingleInstance = true }, Token);
        await Eventually.TrueAsync(() => old.Loss is AgentInstanceLoss.Superseded, Patience, Token);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await WorkAsync(fleet, "content", 10);

        (await fleet.Queue.GetAsync(task.Id, Token))!.Version.Should().Be(task.Version, "only the successor may claim it");
        await host.StopAsync(Token);
    }

    // The clock is stopped, so that only the cancellation can remove the task.
    [Fact, Trait("Guarantee", "T32")]
    public async Task CancelAsync_OfATaskClaimedAhead_StartsNoHandler()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        await using var test = new BusyWorker(engine, new FakeTimeProvider(DateTimeOffset.UtcNow));
        var ahead = await test.StartAsync();

        await test.Host.Services.GetRequiredService<ITaskAdministration>().CancelAsync(ahead[0], Token);
        test.Finish();

        (await test.Fleet.Queue.WaitForResultAsync(ahead[0], Token).WaitAsync(Patience, Token)).Status
            .Should().Be(AgentTaskStatus.Cancelled);
        await Task.WhenAll(ahead.Skip(1).Select(id => test.Fleet.Queue.WaitForResultAsync(id, Token))).WaitAsync(Patience, Token);
        test.Handled.Should().NotContain(ahead[0]);
    }

    // The handlers have become slow. Other workers may have a free handler, so the tasks are released and not claimed ahead again.
    [Fact, Trait("Guarantee", "T47")]
    public async Task TasksClaimedAhead_WhileAllHandlersAreBusy_AreReleasedOnce()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var test = new BusyWorker(engine, time);
        var ahead = await test.StartAsync();

        time.Advance(TimeSpan.FromSeconds(1.1));
        await Eventually.TrueAsync(
            async () => (await ReadAsync()).All(static task => task.Status is AgentTaskStatus.Pending), Patience, Token);
        var released = await ReadAsync();
        for (var second = 0; second < 3; second++)
        {
            await WorkAsync(test.Fleet, "content", 5);
            time.Advance(TimeSpan.FromSeconds(1.1));
        }

        released.Should().OnlyContain(task => task.Attempt == 0);
        (await ReadAsync()).Select(task => task.Version)
            .Should().Equal(released.Select(task => task.Version), "they were not claimed again");
        test.Finish();
        await Task.WhenAll(ahead.Select(id => test.Fleet.Queue.WaitForResultAsync(id, Token))).WaitAsync(Patience, Token);

        async Task<IReadOnlyList<AgentTask>> ReadAsync() =>
            [.. (await Task.WhenAll(ahead.Select(id => test.Fleet.Queue.GetAsync(id, Token)))).OfType<AgentTask>()];
    }

    // A starved thread pool would not run the renewals of claimed tasks.
    [Fact, Trait("Guarantee", "T9")]
    public async Task Claims_WhileTheThreadPoolIsStarved_Wait()
    {
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()));
        var fleet = QueueUnderTest.Over(new Undisposed(engine));
        var log = new HostLog();
        var held = new ConcurrentQueue<WaitCallback>();
        var isStarved = true;
        using var host = WorkerHost.Of(engine, builder =>
        {
            builder.Services.AddLogging(logging => logging.AddProvider(log));
            builder.AddTaskWorker("github", Done);
        });
        host.Services.GetServices<IHostedService>().OfType<TaskWorkerService>().Single().Pool = callback =>
        {
            if (Volatile.Read(ref isStarved))
            {
                held.Enqueue(callback);
            }
            else
            {
                callback(null);
            }
        };
        await host.StartAsync(Token);
        await Eventually.TrueAsync(
            () => log.Logged.Any(static line => line.Text.Contains("the thread pool is starved", StringComparison.Ordinal)),
            Patience,
            Token);

        // Another process runs twenty tasks, one after the other.
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        using var other = WorkerHost.Of(engine, builder => builder.AddTaskWorker("content", Done));
        await other.StartAsync(Token);
        await WorkAsync(fleet, "content", 20);
        await other.StopAsync(Token);

        (await fleet.Queue.GetAsync(task.Id, Token))!.Version.Should().Be(task.Version, "its lease could not be renewed");
        Volatile.Write(ref isStarved, false);
        foreach (var callback in held)
        {
            callback(null);
        }

        (await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token)).Status.Should().Be(AgentTaskStatus.Done);
        await host.StopAsync(Token);
    }

    private static Task<StateMap?> Done(TaskContext context, CancellationToken cancellationToken) => Task.FromResult<StateMap?>(null);

    // The workers of a host share one loop, which could claim tasks of another type many times while it runs these.
    private static async Task WorkAsync(QueueUnderTest fleet, string type, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(type: type), Token);
            await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token);
        }
    }

    // A worker with one handler, which was fast at first and then blocks until Finish is called.
    private sealed class BusyWorker : IAsyncDisposable
    {
        private readonly ConcurrentQueue<string> handled = new();
        private readonly TaskCompletionSource finish = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public BusyWorker(IDocumentStore engine, TimeProvider time)
        {
            Fleet = QueueUnderTest.Over(engine);
            Host = WorkerHost.Of(
                engine,
                builder => builder.AddTaskWorker("github", WorkAsync, worker => worker.Concurrency = 1).AddTaskWorker("content", Done),
                time: time);
        }

        public QueueUnderTest Fleet { get; }

        public IHost Host { get; }

        public IReadOnlyCollection<string> Handled => handled;

        // Returns the ids of the tasks that are claimed ahead.
        public async Task<IReadOnlyList<string>> StartAsync()
        {
            await AddAsync(Warm);
            await Host.StartAsync(Token);
            await Eventually.TrueAsync(
                async () => (await Fleet.AllStoredAsync(Token)).All(document => StatusOf(document) == "done"), Patience, Token);
            await AddAsync(4);
            await Eventually.TrueAsync(
                async () => handled.Count > Warm &&
                    (await Fleet.AllStoredAsync(Token)).Count(document => StatusOf(document) == "processing") == 4,
                Patience,
                Token);
            var running = handled.Last();
            return
            [
                .. (await Fleet.AllStoredAsync(Token))
                    .Where(document => StatusOf(document) == "processing" && document.Name != Fleet.NameOf(running))
                    .Select(static document => document.Name[(document.Name.LastIndexOf('/') + 1)..]),
            ];
        }

        public void Finish() => finish.TrySetResult();

        public async ValueTask DisposeAsync()
        {
            Finish();
            await Host.StopAsync(CancellationToken.None);
            Host.Dispose();
        }

        private static string StatusOf(Document document) => document.Fields["status"].StringValue;

        private Task AddAsync(int count) =>
            Fleet.Queue.EnqueueManyAsync([.. Enumerable.Range(0, count).Select(static _ => QueueUnderTest.NewTask())], Token);

        private async Task<StateMap?> WorkAsync(TaskContext context, CancellationToken cancellationToken)
        {
            handled.Enqueue(context.TaskId);
            await (handled.Count > Warm ? finish.Task : Task.CompletedTask);
            return null;
        }
    }
}
