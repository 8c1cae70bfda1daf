using System.Text.Json.Serialization;
using AgentState.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Tests.Hosting;

/// <summary>Payloads and results of typed handlers.</summary>
public sealed partial class TypedHandlerTests
{
    private const decimal Third = 1m / 3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T28")]
    public async Task Result_WithUnstorableDecimal_FailsTheTaskAndNamesThePath()
    {
        var task = await RunAsync<Pricing>(StateMap.Empty);

        task.Status.Should().Be(AgentTaskStatus.Failed);
        task.Error.Should().Contain("'items[0].price'").And.Contain("decimal").And.NotContain("0.333");
    }

    [Fact, Trait("Guarantee", "T28")]
    public async Task Result_WithDecimalsAsText_KeepsEveryDigit()
    {
        var task = await RunAsync<ExactPricing>(StateMap.Empty);

        task.Status.Should().Be(AgentTaskStatus.Done);
        task.Result!.To<Offer>().Items[0].Price.Should().Be(Third);
    }

    [Fact, Trait("Guarantee", "T20")]
    public async Task Payload_WithoutARequiredMember_FailsTheTaskAtOnceAndNamesIt()
    {
        var payload = StateMap.FromJson("""{"repository":"hunter2"}""");

        var reflected = await RunAsync<Reflected>(payload);
        var generated = await RunAsync<Generated>(payload);

        foreach (var task in (AgentTask[])[reflected, generated])
        {
            (task.Status, task.Attempt).Should().Be((AgentTaskStatus.Failed, 1));
            task.Error.Should().StartWith("The payload cannot be read as Order").And.Contain("'number'").And.NotContain("hunter2");
        }
    }

    [Fact, Trait("Guarantee", "T28")]
    public async Task Payload_WithNamesInAnyCase_IsReadWithoutAContext()
    {
        var task = await RunAsync<Reflected>(StateMap.FromJson("""{"Repository":"octo/garden","NUMBER":7}"""));

        task.Status.Should().Be(AgentTaskStatus.Done);
        task.Result.Should().Be(StateMap.FromJson("""{"repository":"octo/garden","number":7}"""));
    }

    private static async Task<AgentTask> RunAsync<THandler>(StateMap payload)
        where THandler : class, ITaskHandler
    {
        var engine = new Undisposed(await Embedded.CreateAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var host = WorkerHost.Of(engine, builder => builder.AddTaskWorker<THandler>("github"));
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(payload: payload), Token);
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

    private sealed class Reflected : TaskHandler<Order, Order>
    {
        protected override Task<Order> HandleAsync(Order payload, TaskContext context, CancellationToken cancellationToken) =>
            Task.FromResult(payload);
    }

    private sealed class Generated() : TaskHandler<Order, Order>(OrderContext.Default.Order, OrderContext.Default.Order)
    {
        protected override Task<Order> HandleAsync(Order payload, TaskContext context, CancellationToken cancellationToken) =>
            Task.FromResult(payload);
    }

    private sealed record Offer
    {
        public IReadOnlyList<Item> Items { get; init; } = [];
    }

    private sealed record Item(decimal Price);

    internal sealed record Order(string Repository, int Number);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Order))]
    internal sealed partial class OrderContext : JsonSerializerContext;
}
