namespace AgentState.Tests.Hosting;

public sealed class WorkMeterTests
{
    private readonly WorkMeter meter = new();

    [Fact, Trait("Guarantee", "T43")]
    public async Task ReachAsync_AtItsCount_CompletesAndNotBefore()
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

    [Fact, Trait("Guarantee", "T43")]
    public async Task ReachAsync_WhenABacklogStarts_Completes()
    {
        var reached = meter.ReachAsync(5, TestContext.Current.CancellationToken);

        meter.HasBacklog = true;

        await reached;
    }

    [Fact, Trait("Guarantee", "T43")]
    public async Task ReachAsync_WhenCancelled_Throws()
    {
        using var ending = new CancellationTokenSource();
        var reached = meter.ReachAsync(5, ending.Token);

        await ending.CancelAsync();

        await reached.Awaiting(wait => wait).Should().ThrowAsync<OperationCanceledException>();
    }
}
