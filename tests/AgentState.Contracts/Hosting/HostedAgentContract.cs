using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Contracts;

/// <summary>A generic host registers its agents, sends their heartbeats and deregisters them.</summary>
public abstract class HostedAgentContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "A1"), Trait("Guarantee", "A9")]
    public async Task HostedAgent_WhileTheHostRuns_SendsHeartbeatsThenDeregisters()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var observer = QueueUnderTest.Over(engine);
        using (var host = Host(engine, agent => agent.SoftwareVersion = "1.2"))
        {
            await host.StartAsync(Token);
            var instance = await host.Services.GetRequiredKeyedService<HostedAgent>("github-agent").Instance.WaitAsync(Patience, Token);

            var heartbeat = instance.LastHeartbeat;
            await Eventually.TrueAsync(() => instance.LastHeartbeat > heartbeat, Patience, Token);
            var agent = await observer.Agents.GetAsync("github-agent", Token);
            (agent!.Type, agent.SoftwareVersion, agent.Epoch).Should().Be(("github", "1.2", 1L));
            (await observer.Agents.GetLivenessAsync("github-agent", Token)).Grade.Should().Be(LivenessGrade.Alive);
            await host.StopAsync(Token);
            instance.Loss.Should().Be(AgentInstanceLoss.Stopped);
        }

        (await observer.Agents.GetLivenessAsync("github-agent", Token)).Grade.Should().Be(LivenessGrade.Absent);
        var history = await observer.Activity.ListAsync(ActivityFilter.ByAgent("github-agent"), cancellationToken: Token);
        history.Items.Select(entry => (entry.Action, entry.Details.ToDictionary()["reason"])).Should()
            .Equal(("agent.status", "stopped"), ("agent.status", "started"));
    }

    [Fact, Trait("Guarantee", "A7")]
    public async Task Options_AfterAConfigChange_FollowTheAgentsConfig()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var person = QueueUnderTest.Over(engine);
        await person.Agents.RegisterAsync(
            new AgentRegistration { Id = "github-agent", Type = "github", Config = Config(limit: 3) }, Token);
        using var host = Host(engine);
        var monitor = host.Services.GetRequiredService<IOptionsMonitor<Limits>>();
        var changed = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = monitor.OnChange((limits, name) =>
        {
            if (name == "github-agent" && limits.Limit == 7)
            {
                changed.TrySetResult(limits.Limit);
            }
        });
        monitor.Get("github-agent").Limit.Should().Be(1, "the config has not been read yet");

        await host.StartAsync(Token);
        await Eventually.TrueAsync(() => monitor.Get("github-agent").Limit == 3, Patience, Token);
        await person.Agents.PatchConfigAsync("github-agent", MapPatch.Empty.Set("limit", 7), cancellationToken: Token);

        (await changed.Task.WaitAsync(Patience, Token)).Should().Be(7);
        monitor.Get("github-agent").Limit.Should().Be(7);
        monitor.CurrentValue.Limit.Should().Be(1, "the default options belong to no agent");
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "A1")]
    public async Task Host_WhoseAgentIsSuperseded_StopsWithoutWritingTheStatus()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        using var first = Host(engine, agent => agent.SingleInstance = true, heartbeat: TimeSpan.FromMinutes(1));
        await first.StartAsync(Token);
        await first.Services.GetRequiredKeyedService<HostedAgent>("github-agent").Instance.WaitAsync(Patience, Token);

        var other = QueueUnderTest.Over(engine);
        await using var second = await other.Agents.StartInstanceAsync(
            new AgentRegistration { Id = "github-agent", Type = "github" }, new AgentInstanceOptions { SingleInstance = true }, Token);
        await StoppedAsync(first);
        await first.StopAsync(Token);

        (await other.Activity.ListAsync(ActivityFilter.ByAgent("github-agent"), cancellationToken: Token)).Items
            .Should().NotContain(entry => "stopped".Equals(entry.Details.ToDictionary()["reason"]));
        (await other.Agents.GetLivenessAsync("github-agent", Token)).Epoch.Should().Be(second.Epoch);
    }

    [Fact, Trait("Guarantee", "A8")]
    public async Task Host_WithStopHostWhenStopped_StopsWhenTheDesiredStateIsStopped()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        using var host = Host(engine, options => options.StopHostWhenStopped = true);
        await host.StartAsync(Token);
        var agent = host.Services.GetRequiredKeyedService<HostedAgent>("github-agent");
        await agent.Instance.WaitAsync(Patience, Token);
        var person = QueueUnderTest.Over(engine);

        await person.Agents.SetDesiredStateAsync("github-agent", AgentDesiredState.Paused, Token);
        await Eventually.TrueAsync(() => agent.Current?.DesiredState is AgentDesiredState.Paused, Patience, Token);
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested.Should().BeFalse();
        await person.Agents.SetDesiredStateAsync("github-agent", AgentDesiredState.Stopped, Token);

        await StoppedAsync(host);
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "A1")]
    public async Task Host_WithoutAReachableDatabase_WaitsForIt()
    {
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()));
        engine.Otherwise = verb => verb is Verb.Get or Verb.Commit ? Fault.LoseRequest : null;
        using var host = Host(engine);
        await host.StartAsync(Token);
        var agent = host.Services.GetRequiredKeyedService<HostedAgent>("github-agent");
        await Eventually.TrueAsync(() => engine.Calls.Count >= 2, Patience, Token);
        agent.Instance.IsCompleted.Should().BeFalse();

        engine.Otherwise = _ => null;

        (await agent.Instance.WaitAsync(Patience, Token)).Epoch.Should().BePositive();
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "A10")]
    public async Task AgentSweep_OfADeadAgent_SetsItsStatusToError()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        await fleet.Agents.RegisterAsync(new AgentRegistration { Id = "dead", Type = "data" }, Token);
        var name = InstanceDocument.NameOf(engine.Root, "dead", "one");
        KeyValuePair<string, Value>[] silent =
            [new("parentPath", Values.Of("")), new("lastHeartbeat", Values.Of(DateTimeOffset.UnixEpoch))];
        await fleet.WriteRawAsync(Writes.Patch(name, silent, silent.Select(field => field.Key)), Token);
        using var host = Host(engine);
        await host.StartAsync(Token);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(Patience);

        await foreach (var agent in fleet.Agents.WatchAsync("dead", cancellationToken: deadline.Token))
        {
            if (agent?.Status is AgentStatus.Error)
            {
                break;
            }
        }

        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "P16")]
    public async Task HealthCheck_PerRun_SendsOneQueryAndReportsProblems()
    {
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()));
        using var host = Host(engine);
        await host.StartAsync(Token);
        var instance = await host.Services.GetRequiredKeyedService<HostedAgent>("github-agent").Instance.WaitAsync(Patience, Token);
        await Eventually.TrueAsync(() => host.Services.GetRequiredService<AgentStateClient>().ListenerAge is not null, Patience, Token);
        var health = host.Services.GetRequiredService<HealthCheckService>();

        var queries = engine.Calls.Count(verb => verb is Verb.Query);
        var well = await health.CheckHealthAsync(Token);
        well.Status.Should().Be(HealthStatus.Healthy);
        well.Entries["agentstate"].Data.Should().ContainKeys("agent:github-agent", "listenerAge");
        engine.Calls.Count(verb => verb is Verb.Query).Should().Be(queries + 1);
        engine.Queries[^1].Limit.Should().Be(1);

        engine.Otherwise = verb => verb is Verb.Query or Verb.BatchWrite ? Fault.LoseRequest : null;
        (await health.CheckHealthAsync(Token)).Status.Should().Be(HealthStatus.Unhealthy);
        await Eventually.TrueAsync(() => instance.State is not AgentInstanceState.Alive, Patience, Token);
        engine.Otherwise = verb => verb is Verb.BatchWrite ? Fault.LoseRequest : null;
        (await health.CheckHealthAsync(Token)).Status.Should().Be(HealthStatus.Degraded);
        engine.Otherwise = _ => null;
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "P16")]
    public async Task HealthCheck_WithAListenerThatReceivesNothing_IsDegraded()
    {
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()))
        {
            Otherwise = verb => verb is Verb.Listen ? new Fault.Stalled() : null,
        };
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var host = Host(engine, time: time);
        await host.StartAsync(Token);
        await host.Services.GetRequiredKeyedService<HostedAgent>("github-agent").Instance.WaitAsync(Patience, Token);
        await Eventually.TrueAsync(() => host.Services.GetRequiredService<AgentStateClient>().ListenerAge is not null, Patience, Token);
        var health = host.Services.GetRequiredService<HealthCheckService>();
        var twice = new AgentStateOptions().ListenTimeout * 2;

        time.Advance(twice);
        (await ListenerProblemAsync()).Should().BeNull("that can be one reconnection");
        time.Advance(TimeSpan.FromTicks(1));
        (await ListenerProblemAsync()).Should().Be(HealthStatus.Degraded);
        time.Advance(TimeSpan.FromSeconds(1));
        await host.StopAsync(Token);

        async Task<HealthStatus?> ListenerProblemAsync()
        {
            var entry = (await health.CheckHealthAsync(Token)).Entries["agentstate"];
            return entry.Description?.Contains("listener", StringComparison.OrdinalIgnoreCase) is true ? entry.Status : null;
        }
    }

    [Fact, Trait("Guarantee", "P1")]
    public void AddAgent_OfOneIdTwice_ThrowsArgument()
    {
        var builder = new ServiceCollection().AddAgentState().UseEmbedded();
        builder.AddAgent("a", "github");

        builder.Invoking(again => again.AddAgent("a", "data")).Should().Throw<ArgumentException>();
        builder.Invoking(other => other.AddAgent("b", "data")).Should().NotThrow();
    }

    // The hosted service is keyed by the agent's id, so the agent of the second registration would never start.
    [Fact, Trait("Guarantee", "P1")]
    public void AddTaskWorker_ForAnAgentOfAnotherRegistration_ThrowsArgument()
    {
        var services = new ServiceCollection();
        services.AddAgentState().UseEmbedded().AddTaskWorker("github", static (_, _) => Task.FromResult<StateMap?>(null));
        var other = services.AddKeyedAgentState("other").UseEmbedded();

        other.Invoking(builder => builder.AddTaskWorker("github", static (_, _) => Task.FromResult<StateMap?>(null)))
            .Should().Throw<ArgumentException>().WithMessage("*another registration*");
        other.AddAgent("other-agent", "github")
            .Invoking(builder => builder.AddTaskWorker("github", static (_, _) => Task.FromResult<StateMap?>(null)))
            .Should().NotThrow();
    }

    private static IHost Host(
        IDocumentStore engine, Action<HostedAgentOptions>? configure = null, TimeSpan? heartbeat = null, TimeProvider? time = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddLogging();
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddAgentState(options => options.Retry.MaxAttempts = 1)
            .AddAgentSweep(TimeSpan.FromSeconds(1))
            .AddAgent("github-agent", AgentTypes.GitHub, agent =>
            {
                agent.HeartbeatInterval = heartbeat ?? TimeSpan.FromSeconds(1);
                configure?.Invoke(agent);
            })
            .Configure<Limits>(
                (limits, config) => limits.Limit = config.ToDictionary().TryGetValue("limit", out var value)
                    ? Convert.ToInt32(value, null)
                    : 1);
        builder.Services.AddHealthChecks().AddAgentState();
        builder.Services.Configure<EngineOptions>("", options => options.Create = (_, _) => engine);
        return builder.Build();
    }

    private static async Task StoppedAsync(IHost host)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = host.Services.GetRequiredService<IHostApplicationLifetime>()
            .ApplicationStopping.Register(() => stopping.TrySetResult());
        await stopping.Task.WaitAsync(Patience, Token);
    }

    private static StateMap Config(int limit) => StateMap.FromDictionary(new Dictionary<string, object?> { ["limit"] = limit });

    private sealed class Limits
    {
        public int Limit { get; set; } = 1;
    }
}
