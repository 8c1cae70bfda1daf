using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Firestore.Tests.Network;

/// <summary>Tests watches and calls over a network that is cut, drops everything, or leads to a restarted server.</summary>
public sealed class FaultyNetworkTests(EmulatorFixture emulator)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "W2")]
    public async Task WatchAllAsync_ConnectionReset_ContinuesWithoutRepeatedChanges()
    {
        var project = emulator.Emulator.NewProjectId();
        await using var proxy = TcpProxy.Start(emulator.Emulator.Host);
        await using var fleet = Near(project);
        var near = ClientOf(fleet);
        await using var process = Far(proxy, project);
        var far = ClientOf(process);
        await RegisterAsync(near, "a", "b");
        await using var watch = Watch(far);
        (await NextAsync(watch)).Should().Equal("+a", "+b");

        for (var round = 1; round <= 3; round++)
        {
            proxy.Cut();
            await SetAsync(near, "a", round);

            (await NextAsync(watch)).Should().Equal($"a={round}");
        }

        proxy.Accepted.Should().BeGreaterThanOrEqualTo(4, "each round used a new connection");
    }

    [Fact, Trait("Guarantee", "W2"), Trait("Guarantee", "W3")]
    public async Task WatchAllAsync_DeadConnection_ReconnectsAfterItsTimeout()
    {
        var project = emulator.Emulator.NewProjectId();
        await using var proxy = TcpProxy.Start(emulator.Emulator.Host);
        await using var fleet = Near(project);
        var near = ClientOf(fleet);
        await using var process = Far(proxy, project);
        var far = ClientOf(process);
        await RegisterAsync(near, "a");
        await using var watch = Watch(far);
        (await NextAsync(watch)).Should().Equal("+a");

        // The connection stays open at both ends, but carries nothing any more.
        proxy.BlackHole();
        await SetAsync(near, "a", 1);
        proxy.Heal();

        (await NextAsync(watch)).Should().Equal("a=1");
        far.ListenerAge.Should().BeLessThan(Patience);
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task GetAsync_DeadConnection_ReconnectsAfterTheFirstTimeout()
    {
        var project = emulator.Emulator.NewProjectId();
        await using var proxy = TcpProxy.Start(emulator.Emulator.Host);
        await using var process = Far(proxy, project, attempts: 2);
        var far = ClientOf(process);
        await RegisterAsync(far, "a");
        var before = proxy.Accepted;

        proxy.BlackHole();
        var get = () => far.Agents.GetAsync("a", Token);
        await get.Should().ThrowAsync<StateUnavailableException>();
        proxy.Heal();

        (await far.Agents.GetAsync("a", Token)).Should().NotBeNull();
        proxy.Accepted.Should().BeGreaterThan(before, "the dead connection was not used again");
    }

    [Fact, Trait("Guarantee", "W2")]
    public async Task WatchAllAsync_ServerReplaced_ReportsTheDifferences()
    {
        Assert.SkipUnless(emulator.Emulator.IsStartedHere, "The test stops its emulator, so it needs one that the tests start.");
        var project = emulator.Emulator.NewProjectId();
        var alone = new FirestoreEmulatorOptions { UseRunning = false };
        var first = await FirestoreEmulator.StartAsync(alone, Token);
        await using var proxy = TcpProxy.Start(first.Host);
        await using var process = Far(proxy, project);
        var far = ClientOf(process);
        await RegisterAsync(far, "kept", "lost");
        await using var watch = Watch(far);
        (await NextAsync(watch)).Should().Equal("+kept", "+lost");

        proxy.Retarget(null);
        await first.DisposeAsync();
        await using var second = await FirestoreEmulator.StartAsync(alone, Token);
        await using (var restored = Provide(second.Host, project))
        {
            await RegisterAsync(ClientOf(restored), "kept", "new");
        }

        proxy.Retarget(second.Host);

        (await NextAsync(watch)).Should().Equal("kept=", "-lost", "+new");
    }

    [Fact, Trait("Guarantee", "W4")]
    public async Task WatchAsync_ManyWatches_DoNotBlockCallsOrEachOther()
    {
        const int Many = 150; // more streams than one connection carries
        var project = emulator.Emulator.NewProjectId();
        await using var fleet = Near(project);
        var near = ClientOf(fleet);
        var watches = Enumerable.Range(0, Many)
            .Select(i => near.Agents.WatchAsync($"a{i}", cancellationToken: Token).GetAsyncEnumerator(Token)).ToList();
        try
        {
            await Task.WhenAll(watches.Select(watch => watch.MoveNextAsync().AsTask())).WaitAsync(Patience, Token);

            await RegisterAsync(near, "a149").WaitAsync(Patience, Token);

            (await watches[^1].MoveNextAsync().AsTask().WaitAsync(Patience, Token)).Should().BeTrue();
            watches[^1].Current!.Id.Should().Be("a149");
        }
        finally
        {
            await Task.WhenAll(watches.Select(watch => watch.DisposeAsync().AsTask()));
        }
    }

    private ServiceProvider Near(string project) => Provide(emulator.Emulator.Host, project);

    // Short timeouts and delays, so that calls over the failing network are retried soon.
    private static ServiceProvider Far(TcpProxy proxy, string project, int attempts = 100) => Provide(proxy.Host, project, options =>
    {
        (options.CallTimeout, options.ListenTimeout) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        (options.Retry.MaxAttempts, options.Retry.Delay, options.Retry.MaxDelay) =
            (attempts, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(200));
    });

    private static ServiceProvider Provide(string host, string project, Action<AgentStateOptions>? more = null) => new ServiceCollection()
        .AddAgentState(options =>
        {
            (options.EmulatorHost, options.ProjectId) = (host, project);
            more?.Invoke(options);
        })
        .Services.BuildServiceProvider();

    private static AgentStateClient ClientOf(ServiceProvider process) => process.GetRequiredService<AgentStateClient>();

    private static Task RegisterAsync(AgentStateClient client, params string[] ids) => Task.WhenAll(
        ids.Select(id => client.Agents.RegisterAsync(new AgentRegistration { Id = id, Type = AgentTypes.Data }, Token)));

    private static Task SetAsync(AgentStateClient client, string id, int value) =>
        client.Agents.PatchConfigAsync(id, MapPatch.Empty.Set("n", value), cancellationToken: Token);

    private static IAsyncEnumerator<AgentsSnapshot> Watch(AgentStateClient client) =>
        client.Agents.WatchAllAsync(cancellationToken: Token).GetAsyncEnumerator(Token);

    // The changes of the next snapshot: "+" for an added agent, "-" for a removed one, "=" and the config value for a changed one.
    private static async Task<IEnumerable<string>> NextAsync(IAsyncEnumerator<AgentsSnapshot> watch)
    {
        (await watch.MoveNextAsync().AsTask().WaitAsync(Patience, Token)).Should().BeTrue();
        return watch.Current.Changes.Select(change => change switch
        {
            { Before: null } => $"+{change.AgentId}",
            { After: null } => $"-{change.AgentId}",
            { After.Config: var config } => $"{change.AgentId}={config.ToDictionary().GetValueOrDefault("n")}",
        });
    }
}
