using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: watches of agents.</summary>
public abstract class AgentWatchContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "W1")]
    public async Task WatchAsync_OfAgent_ReturnsCurrentStateThenChanges()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await using var watch = test.Agents.WatchAsync("a", cancellationToken: Token).GetAsyncEnumerator(Token);

        (await NextAsync(watch)).Should().BeNull("the agent does not exist yet");
        var registered = await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
        (await NextAsync(watch)).Should().BeEquivalentTo(registered);
        await test.Agents.SetStatusAsync("a", AgentStatus.Running, cancellationToken: Token);
        (await NextAsync(watch))!.Status.Should().Be(AgentStatus.Running);
        await test.Agents.DeregisterAsync("a", Token);
        (await NextAsync(watch)).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "W1")]
    public async Task WatchAllAsync_WithoutFilter_ReturnsAllAgentsThenChanges()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Agents.RegisterAsync(new AgentRegistration { Id = "b", Type = "github" }, Token);
        await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "telegram" }, Token);
        await using var watch = test.Agents.WatchAllAsync(cancellationToken: Token).GetAsyncEnumerator(Token);

        var first = await NextAsync(watch);
        first.Agents.Select(agent => agent.Id).Should().Equal("a", "b");
        first.Changes.Should().OnlyContain(change => change.Before == null && change.After != null).And.HaveCount(2);

        await test.Agents.SetStatusAsync("b", AgentStatus.Error, cancellationToken: Token);
        var second = await NextAsync(watch);
        second.Agents.Select(agent => (agent.Id, agent.Status)).Should().Equal(("a", AgentStatus.Idle), ("b", AgentStatus.Error));
        var change = second.Changes.Should().ContainSingle().Subject;
        (change.AgentId, change.Before!.Status, change.After!.Status).Should().Be(("b", AgentStatus.Idle, AgentStatus.Error));
        second.ReadAt.Should().BeAfter(first.ReadAt);

        await test.Agents.DeregisterAsync("a", Token);
        var third = await NextAsync(watch);
        third.Agents.Should().ContainSingle();
        third.Changes.Should().ContainSingle().Which.After.Should().BeNull();
    }

    [Fact, Trait("Guarantee", "W1")]
    public async Task WatchAllAsync_ByTypeAndStatus_ReportsEnteringAndLeavingAgents()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
        await test.Agents.RegisterAsync(new AgentRegistration { Id = "b", Type = "data" }, Token);
        await using var watch = test.Agents
            .WatchAllAsync(AgentFilter.ByType("github", AgentStatus.Running), cancellationToken: Token).GetAsyncEnumerator(Token);

        (await NextAsync(watch)).Agents.Should().BeEmpty();
        await test.Agents.SetStatusAsync("b", AgentStatus.Running, cancellationToken: Token);
        await test.Agents.SetStatusAsync("a", AgentStatus.Running, cancellationToken: Token);
        (await NextAsync(watch)).Agents.Should().ContainSingle().Which.Id.Should().Be("a");
        await test.Agents.SetStatusAsync("a", AgentStatus.Idle, cancellationToken: Token);
        (await NextAsync(watch)).Agents.Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "W1")]
    public async Task WatchAllAsync_AfterBrokenStream_Continues()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
        test.Faults.Next(Verb.Listen, null, Fault.LoseReply, Fault.LoseRequest);
        await using var watch = test.Agents.WatchAllAsync(cancellationToken: Token).GetAsyncEnumerator(Token);
        await NextAsync(watch);

        await test.Agents.SetStatusAsync("a", AgentStatus.Running, cancellationToken: Token);

        var change = (await NextAsync(watch)).Changes.Should().ContainSingle().Subject;
        (change.Before!.Status, change.After!.Status).Should().Be((AgentStatus.Idle, AgentStatus.Running));
    }

    [Fact, Trait("Guarantee", "W1")]
    public async Task Watch_WhenEitherTokenIsCancelled_Throws()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        using var ofCall = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var ofLoop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var first = ReadToEndAsync(test.Agents.WatchAllAsync(cancellationToken: ofCall.Token), ofCall);
        var second = ReadToEndAsync(test.Agents.WatchAsync("a", cancellationToken: Token).WithCancellation(ofLoop.Token), ofLoop);

        await first.Awaiting(read => read).Should().ThrowAsync<OperationCanceledException>();
        await second.Awaiting(read => read).Should().ThrowAsync<OperationCanceledException>();
    }

    private static async Task ReadToEndAsync<T>(IAsyncEnumerable<T> watch, CancellationTokenSource source)
    {
        await foreach (var _ in watch)
        {
            source.CancelAfter(TimeSpan.FromMilliseconds(1));
        }
    }

    private static async Task ReadToEndAsync<T>(
        System.Runtime.CompilerServices.ConfiguredCancelableAsyncEnumerable<T> watch, CancellationTokenSource source)
    {
        await foreach (var _ in watch)
        {
            source.CancelAfter(TimeSpan.FromMilliseconds(1));
        }
    }

    private static async Task<T> NextAsync<T>(IAsyncEnumerator<T> watch)
    {
        (await watch.MoveNextAsync().AsTask().WaitAsync(Patience, Token)).Should().BeTrue("a watch ends only when its token is cancelled");
        return watch.Current;
    }
}
