using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Contracts;

/// <summary>Workers that share a queue with other instances of their agent.</summary>
public abstract class WorkerShareContract : Contract
{
    private const int Handlers = 16;

    // So many that the worker's own partitions hold more tasks than one peek at the front returns.
    private const int Partitioned = 160;
    private const int Unpartitioned = 8;

    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T22"), Trait("Guarantee", "T44")]
    public async Task TasksOfAnotherPartition_WhenThatWorkerIsIdle_AreStillProcessed()
    {
        const int Stolen = 16;
        var database = new Undisposed(await CreateEngineAsync());
        var engine = new FaultyDocumentStore(database);
        var fleet = QueuePartitions.Over(database);
        await using var other = await StartOtherAsync(fleet);
        await fleet.Queue.EnqueueManyAsync([.. Enumerable.Range(0, Stolen).Select(_ => QueueUnderTest.NewTask())], Token);
        engine.Next(
            Verb.BatchWrite,
            Fault.Before(async () => (await fleet.Queue.ClaimManyAsync("github", "thief", Stolen, Token)).Should().HaveCount(Stolen)));
        using var host = WorkerHost.Of(
            engine,
            builder => builder.AddTaskWorker("github", Done, options => options.Concurrency = Stolen),
            options => (options.PollInterval, options.UsePartitions) = (TimeSpan.FromMinutes(10), true));
        await host.StartAsync(Token);
        await Eventually.TrueAsync(() => QueuePartitions.AssignmentsRead(engine) > 0, Patience, Token);

        for (var i = 0; i < 10; i++)
        {
            var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
            (await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token)).Status.Should().Be(AgentTaskStatus.Done);
        }

        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "T44"), Trait("Guarantee", "T1")]
    public async Task Worker_SharingAQueue_PrefersItsPartitionsAndProcessesAllTasks()
    {
        var database = new Undisposed(await CreateEngineAsync());
        var engine = new FaultyDocumentStore(database);

        await WorkAsync(engine, QueuePartitions.Over(database));

        var peeks = QueuePartitions.QueriedBy(engine);
        peeks.Should().NotBeEmpty("its partitions held more tasks than the front");
        peeks.Should().AllSatisfy(
            partitions => partitions.Should().HaveCount(TaskPartitions.Count / 2, "one query covers all of its partitions"));
        peeks.SelectMany(partitions => partitions).Select(partition => partition % 2).Distinct()
            .Should().ContainSingle("with two instances, each has every other partition");
    }

    [Fact, Trait("Guarantee", "T1")]
    public async Task Worker_WithoutThePartitionIndex_StillProcessesAllTasks()
    {
        var database = new Undisposed(await CreateEngineAsync());
        var engine = new UnindexedPartitionsStore(database);

        await WorkAsync(engine, QueuePartitions.Over(database));

        engine.Refused.Should().Be(1, "the refused query is not repeated within a minute");
    }

    private static Task<AgentInstance> StartOtherAsync(QueueUnderTest fleet) => fleet.Agents.StartInstanceAsync(
        new AgentRegistration { Id = "github-agent", Type = "github", Name = "An instance that sends heartbeats and claims nothing" },
        cancellationToken: Token);

    // The tasks without a partition come last.
    private static async Task<IReadOnlyList<string>> EnqueueAsync(QueueUnderTest fleet)
    {
        var tasks = (await fleet.Queue.EnqueueManyAsync(
            [
                .. Enumerable.Range(0, Partitioned + Unpartitioned)
                    .Select(number => QueueUnderTest.NewTask(priority: number < Partitioned ? 5 : 1)),
            ],
            Token)).Select(outcome => outcome.TaskId).ToList();
        foreach (var task in tasks.Skip(Partitioned))
        {
            await fleet.PatchRawAsync(task, new Dictionary<string, Value?> { ["lane"] = null }, Token);
        }

        return tasks;
    }

    // One host runs all tasks beside an instance that claims nothing.
    private static async Task WorkAsync(IDocumentStore engine, QueueUnderTest fleet)
    {
        await using var other = await StartOtherAsync(fleet);
        var tasks = await EnqueueAsync(fleet);
        using var host = WorkerHost.Of(
            engine,
            builder => builder.AddTaskWorker("github", Done, worker => worker.Concurrency = Handlers),
            options => options.UsePartitions = true);
        await host.StartAsync(Token);

        var ended = await Task.WhenAll(tasks.Select(task => fleet.Queue.WaitForResultAsync(task, Token))).WaitAsync(Patience, Token);
        ended.Should().OnlyContain(task => task.Status == AgentTaskStatus.Done && task.Attempt == 1);
        await host.StopAsync(Token);
    }

    private static Task<StateMap?> Done(TaskContext context, CancellationToken cancellationToken) => Task.FromResult<StateMap?>(null);
}
