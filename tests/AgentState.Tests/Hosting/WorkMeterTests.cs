namespace AgentState.Tests.Hosting;

public sealed class WorkMeterTests
{
    private readonly WorkMeter meter = new();

    [Fact, Trait("Promise", "T43")]
    public async Task ReachAsync_EndsAtItsCount_AndNotBefore()
    {
        meter.Add(2);
        var reached = meter.ReachAsync(5, TestContext.Current.CancellationToken);
        meter.Add(2);
        reached.IsCompleted.Should().BeFalse();

        meter.Add(1);

        await reached;
        await meter.ReachAsync(5, TestContext.Current.CancellationToken);
        meter.Count.Should().Be(5);
    }

    [Fact, Trait("Promise", "T43")]
    public async Task ReachAsync_WhenABacklogBegins_Ends()
    {
        var reached = meter.ReachAsync(5, TestContext.Current.CancellationToken);

        meter.HasBacklog = true;

        await reached;
    }

    [Fact, Trait("Promise", "T43")]
    public async Task ReachAsync_EndsWhenItIsCancelled()
    {
        using var ending = new CancellationTokenSource();
        var reached = meter.ReachAsync(5, ending.Token);

        await ending.CancelAsync();

        await reached.Awaiting(wait => wait).Should().ThrowAsync<OperationCanceledException>();
    }
}
