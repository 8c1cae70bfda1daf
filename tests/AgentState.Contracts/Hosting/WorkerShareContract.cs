using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Contracts;

/// <summary>What workers do that share a queue with other instances of their agent.</summary>
public abstract class WorkerShareContract : Contract
{
    private const int Handlers = 16;

    // So many that its own lanes hold more than one look at the front brings.
    private const int Laned = 160;
    private const int Laneless = 8;

    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Promise", "T22"), Trait("Promise", "T44")]
    public async Task WhatIsMeantForAnother_IsTakenAllTheSame_WhereThatOneTakesNothing()
    {
        const int Stolen = 16;
        var database = new Undisposed(await CreateEngineAsync());
        var engine = new FaultyDocumentStore(database);
        var fleet = QueueUnderTest.Over(database);
        await using var other = await StartOtherAsync(fleet);
        await fleet.Queue.EnqueueManyAsync([.. Enumerable.Range(0, Stolen).Select(_ => QueueUnderTest.NewTask())], Token);
        engine.Next(Verb.BatchWrite, Fault.Before(async () => (await fleet.Queue.ClaimManyAsync("github", "thief", Stolen, Token)).Should().HaveCount(Stolen)));
        using var host = WorkerHost.Of(
            engine, builder => builder.AddTaskWorker("github", Done, options => options.Concurrency = Stolen), options => options.PollInterval = TimeSpan.FromMinutes(10));
        await host.StartAsync(Token);
        await Eventually.TrueAsync(() => engine.Queries.Any(query => query.From[0].CollectionId == "instances" && query.Limit == ClaimShare.Most), Patience, Token);

        for (var i = 0; i < 10; i++)
        {
            var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
            (await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token)).Status.Should().Be(AgentTaskStatus.Done);
        }

        await host.StopAsync(Token);
    }

    [Fact, Trait("Promise", "T44"), Trait("Promise", "T1")]
    public async Task WhoSharesTheQueue_LooksAtItsOwnLanes_AndWorksOnTheOthers_AndOnThoseInNone_InTheEnd()
    {
        var database = new Undisposed(await CreateEngineAsync());
        var engine = new FaultyDocumentStore(database);

        await WorkAsync(engine, QueueUnderTest.Over(database));

        var looks = engine.Queries.Select(LanesOf).OfType<IReadOnlyList<long>>().ToList();
        looks.Should().NotBeEmpty("there was more in its lanes than at the front");
        looks.Should().AllSatisfy(lanes => lanes.Should().HaveCount(TaskLanes.Count / 2, "one look shows all of them"));
        looks.SelectMany(lanes => lanes).Select(lane => lane % 2).Distinct().Should().ContainSingle("those of two instances are every other one");
    }

    [Fact, Trait("Promise", "T1")]
    public async Task WhereTheIndexByLanesIsMissing_AllTasksAreLookedAt()
    {
        var database = new Undisposed(await CreateEngineAsync());
        var engine = new UnindexedLanesStore(database);

        await WorkAsync(engine, QueueUnderTest.Over(database));

        engine.Refused.Should().Be(1, "it is not tried again within a minute");
    }

    private static Task<AgentInstance> StartOtherAsync(QueueUnderTest fleet) => fleet.Agents.StartInstanceAsync(
        new AgentRegistration { Id = "github-agent", Type = "github", Name = "An instance that beats, and takes nothing" }, cancellationToken: Token);

    // Those that are in no lane are the last.
    private static async Task<IReadOnlyList<string>> EnqueueAsync(QueueUnderTest fleet)
    {
        var tasks = (await fleet.Queue.EnqueueManyAsync(
            [.. Enumerable.Range(0, Laned + Laneless).Select(number => QueueUnderTest.NewTask(priority: number < Laned ? 5 : 1))], Token)).Select(outcome => outcome.TaskId).ToList();
        foreach (var task in tasks.Skip(Laned))
        {
            await fleet.PatchRawAsync(task, new Dictionary<string, Value?> { ["lane"] = null }, Token);
        }

        return tasks;
    }

    // Beside an instance that takes nothing: one host works on all there is.
    private static async Task WorkAsync(IDocumentStore engine, QueueUnderTest fleet)
    {
        await using var other = await StartOtherAsync(fleet);
        var tasks = await EnqueueAsync(fleet);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker("github", Done, worker => worker.Concurrency = Handlers));
        await host.StartAsync(Token);

        var ends = await Task.WhenAll(tasks.Select(task => fleet.Queue.WaitForResultAsync(task, Token))).WaitAsync(Patience, Token);
        ends.Should().OnlyContain(task => task.Status == AgentTaskStatus.Done && task.Attempt == 1);
        await host.StopAsync(Token);
    }

    private static IReadOnlyList<long>? LanesOf(StructuredQuery query) => query.Where?.CompositeFilter?.Filters
        .Where(filter => filter.FieldFilter?.Field.FieldPath == "lane")
        .Select(filter => filter.FieldFilter.Value.ArrayValue.Values.Select(lane => lane.IntegerValue).ToList()).FirstOrDefault();

    private static Task<StateMap?> Done(TaskContext context, CancellationToken cancellationToken) => Task.FromResult<StateMap?>(null);
}
