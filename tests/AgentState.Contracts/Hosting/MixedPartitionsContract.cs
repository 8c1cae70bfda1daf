using System.Collections.Concurrent;
using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentState.Contracts;

/// <summary>Producers and workers with and without partitions share a queue.</summary>
public abstract class MixedPartitionsContract : Contract
{
    private const int Handlers = 16;

    // So many that a worker with partitions has a backlog, and reads its assignment.
    private const int Tasks = 96;

    private static readonly TimeSpan Patience = Eventually.Patience;

    private readonly ConcurrentDictionary<string, int> handled = new(StringComparer.Ordinal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "T1"), Trait("Guarantee", "T44")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Worker_WithoutPartitions_ClaimsAllTasksAndUsesNoIndexOfThem(bool haveTasksPartitions)
    {
        var engine = new FaultyDocumentStore(new UnindexedPartitionsStore(new Undisposed(await CreateEngineAsync())));
        var producer = QueuePartitions.Over(engine, haveTasksPartitions);
        await using var other = await StartOtherAsync(producer);
        var tasks = await EnqueueAsync(producer);
        using var host = HostOf(engine, usePartitions: false);
        await host.StartAsync(Token);

        await AllAreDoneAsync(producer, tasks);

        await host.StopAsync(Token);
        QueuePartitions.QueriedBy(engine).Should().BeEmpty();
        QueuePartitions.AssignmentsRead(engine).Should().Be(0);
    }

    [Fact, Trait("Guarantee", "T1"), Trait("Guarantee", "T44")]
    public async Task Worker_WithPartitions_ClaimsAllTasksOfAProducerWithout()
    {
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()));
        var producer = QueuePartitions.Over(engine, areUsed: false);
        await using var other = await StartOtherAsync(producer);
        var tasks = await EnqueueAsync(producer);
        using var host = HostOf(engine, usePartitions: true);
        await host.StartAsync(Token);

        await AllAreDoneAsync(producer, tasks);

        await host.StopAsync(Token);
        QueuePartitions.AssignmentsRead(engine).Should().BePositive();
        QueuePartitions.QueriedBy(engine).Should().BeEmpty("no task has a partition");
    }

    [Fact, Trait("Guarantee", "T1"), Trait("Guarantee", "T44")]
    public async Task Workers_WithAndWithoutPartitions_ClaimEachMixedTaskOnce()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var (with, without) = (QueuePartitions.Over(engine), QueuePartitions.Over(engine, areUsed: false));
        using var first = HostOf(engine, usePartitions: true);
        using var second = HostOf(engine, usePartitions: false);
        using var third = HostOf(engine, usePartitions: true);
        await Task.WhenAll(first.StartAsync(Token), second.StartAsync(Token), third.StartAsync(Token));

        var tasks = (await Task.WhenAll(EnqueueAsync(with), EnqueueAsync(without))).SelectMany(ids => ids).ToList();

        await AllAreDoneAsync(with, tasks);
        await Task.WhenAll(first.StopAsync(Token), second.StopAsync(Token), third.StopAsync(Token));
    }

    [Theory, Trait("Guarantee", "T1"), Trait("Guarantee", "T23")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ClaimAsync_OfMixedTasks_KeepsTheOrder(bool usePartitions)
    {
        var engine = await CreateEngineAsync();
        var (with, without) = (QueuePartitions.Over(engine), QueuePartitions.Over(engine, areUsed: false));
        var claimer = QueuePartitions.Over(engine, usePartitions);
        var tasks = new List<string>();
        for (var priority = 10; priority > 0; priority--)
        {
            var producer = priority % 2 == 0 ? with : without;
            tasks.Add((await producer.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: priority), Token)).Id);
        }

        var claimed = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            claimed.Add((await claimer.Queue.ClaimAsync("github", "a", Token))!.Task.Id);
        }

        claimed.AddRange((await claimer.Queue.ClaimManyAsync("github", "a", 20, Token)).Select(task => task.Task.Id));

        claimed.Should().Equal(tasks);
        (await claimer.Queue.ClaimAsync("github", "a", Token)).Should().BeNull();
    }

    private static Task<AgentInstance> StartOtherAsync(QueueUnderTest fleet) => fleet.Agents.StartInstanceAsync(
        new AgentRegistration { Id = "github-agent", Type = "github", Name = "An instance that sends heartbeats and claims nothing" },
        cancellationToken: Token);

    private static async Task<IReadOnlyList<string>> EnqueueAsync(QueueUnderTest producer) =>
    [
        .. (await producer.Queue.EnqueueManyAsync([.. Enumerable.Range(0, Tasks).Select(_ => QueueUnderTest.NewTask())], Token))
            .Select(outcome => outcome.TaskId),
    ];

    private IHost HostOf(IDocumentStore engine, bool usePartitions) => WorkerHost.Of(
        engine,
        builder => builder.AddTaskWorker(
            "github",
            (context, cancellationToken) =>
            {
                handled.AddOrUpdate(context.Task.Id, 1, (_, count) => count + 1);
                return Task.FromResult<StateMap?>(null);
            },
            worker => worker.Concurrency = Handlers),
        options => options.UsePartitions = usePartitions);

    private async Task AllAreDoneAsync(QueueUnderTest fleet, IReadOnlyList<string> tasks)
    {
        var ended = await Task.WhenAll(tasks.Select(task => fleet.Queue.WaitForResultAsync(task, Token))).WaitAsync(Patience, Token);

        ended.Should().OnlyContain(task => task.Status == AgentTaskStatus.Done && task.Attempt == 1);
        handled.Should().HaveCount(tasks.Count).And.OnlyContain(task => task.Value == 1);
    }
}
