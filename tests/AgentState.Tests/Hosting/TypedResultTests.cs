using AgentState.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Tests.Hosting;

/// <summary>The stored form of a typed handler's result.</summary>
public sealed class TypedResultTests
{
    private const decimal Third = 1m / 3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T28")]
    public async Task Result_WithUnstorableDecimal_FailsTheTaskAndNamesThePath()
    {
        var task = await RunAsync<Pricing>();

        task.Status.Should().Be(AgentTaskStatus.Failed);
        task.Error.Should().Contain("'Items[0].Price'").And.Contain("decimal").And.NotContain("0.333");
    }

    [Fact, Trait("Guarantee", "T28")]
    public async Task Result_WithDecimalsAsText_KeepsEveryDigit()
    {
        var task = await RunAsync<ExactPricing>();

        task.Status.Should().Be(AgentTaskStatus.Done);
        task.Result!.To<Offer>().Items[0].Price.Should().Be(Third);
    }

    private static async Task<AgentTask> RunAsync<THandler>()
        where THandler : class, ITaskHandler
    {
        var engine = new Undisposed(await Embedded.CreateAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker<THandler>("github"));
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(payload: StateMap.Empty), Token);
        await host.StartAsync(Token);

        var ended = await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Eventually.Patience, Token);

        await host.StopAsync(Token);
        return ended;
    }

    private sealed class Pricing : TaskHandler<Offer, Offer>
    {
        protected override Task<Offer> HandleAsync(Offer payload, TaskContext context, CancellationToken cancellationToken) =>
            Task.FromResult(new Offer { Items = [new Item(Third)] });
    }

    private sealed class ExactPricing : TaskHandler<Offer, Offer>
    {
        public ExactPricing() => ResultOptions = new StateMapOptions { DecimalsAsText = true };

        protected override Task<Offer> HandleAsync(Offer payload, TaskContext context, CancellationToken cancellationToken) =>
            Task.FromResult(new Offer { Items = [new Item(Third)] });
    }

    private sealed record Offer
    {
        public IReadOnlyList<Item> Items { get; init; } = [];
    }

    private sealed record Item(decimal Price);
}
