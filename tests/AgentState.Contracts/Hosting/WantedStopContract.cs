using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentState.Contracts;

/// <summary>What a host does when one of its agents is wanted stopped, and when it is wanted again.</summary>
public abstract class WantedStopContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Promise", "A8")]
    public async Task Stopped_ByDefault_DeregistersTheInstance_AndTheHostGoesOn()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var log = new HostLog();
        using var host = Host(engine, log);
        await host.StartAsync(Token);
        var agent = Agent(host);
        var first = await agent.Instance.WaitAsync(Patience, Token);

        await fleet.Agents.SetWantedStateAsync("github-agent", AgentWantedState.Stopped, Token);
        await GradeAsync(fleet, LivenessGrade.Absent);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);

        first.Loss.Should().Be(AgentInstanceLoss.Stopped);
        IsStopping(host).Should().BeFalse("other agents, and whatever else the host does, go on");
        var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
        (health.Status, health.Entries["agentstate"].Data["agent:github-agent"]).Should().Be((HealthStatus.Healthy, "Stopped"));
        log.Logged.Should().ContainSingle(entry => entry.Level == LogLevel.Warning && entry.Text.Contains("wanted stopped"))
            .Which.Text.Should().Contain("github-agent").And.Contain("SetWantedStateAsync").And.Contain("AgentWantedState.Running");

        await fleet.Agents.SetWantedStateAsync("github-agent", AgentWantedState.Running, Token);
        var done = await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token);

        done.Attempt.Should().Be(1);
        await Eventually.TrueAsync(async () => (await agent.Instance).Epoch == 2, Patience, Token);
        (await agent.Instance).State.Should().Be(AgentInstanceState.Alive);
        await GradeAsync(fleet, LivenessGrade.Alive);
        await host.StopAsync(Token);
        await GradeAsync(fleet, LivenessGrade.Absent);
    }

    [Fact, Trait("Promise", "A8")]
    public async Task Stopped_BeforeTheHostStarts_StartsNoInstance_UntilTheAgentIsWanted()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        await fleet.Agents.RegisterAsync(new AgentRegistration { Id = "github-agent", Type = "github" }, Token);
        await fleet.Agents.SetWantedStateAsync("github-agent", AgentWantedState.Stopped, Token);
        using var log = new HostLog();
        using var host = Host(engine, log);
        await host.StartAsync(Token);
        var agent = Agent(host);
        await Eventually.TrueAsync(() => log.Logged.Any(entry => entry.Text.Contains("wanted stopped")), Patience, Token);

        agent.Instance.IsCompleted.Should().BeFalse();
        IsStopping(host).Should().BeFalse();
        (await fleet.Agents.GetAsync("github-agent", Token))!.Epoch.Should().Be(0);
        await fleet.Agents.SetWantedStateAsync("github-agent", AgentWantedState.Running, Token);

        (await agent.Instance.WaitAsync(Patience, Token)).Epoch.Should().Be(1);
        await host.StopAsync(Token);
    }

    [Fact, Trait("Promise", "A8")]
    public async Task Stopped_WhileATaskIsWorkedOn_LetsItFinish()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var log = new HostLog();
        using var host = Host(engine, log, async token =>
        {
            begun.TrySetResult();
            await finish.Task.WaitAsync(token);
        });
        await host.StartAsync(Token);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await begun.Task.WaitAsync(Patience, Token);

        await fleet.Agents.SetWantedStateAsync("github-agent", AgentWantedState.Stopped, Token);
        await GradeAsync(fleet, LivenessGrade.Absent);
        finish.SetResult();

        (await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token)).Status.Should().Be(AgentTaskStatus.Done);
        await host.StopAsync(Token);
    }

    [Fact, Trait("Promise", "A1")]
    public async Task Start_OfAnAgentWhoseDocumentCannotBeRead_StartsItsInstance()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var name = AgentChanges.NameOf(engine.Root, "github-agent");
        await fleet.WriteRawAsync(Writes.Patch(name, [new("capabilities", Values.Of("no list"))], ["capabilities"]), Token);
        using var log = new HostLog();
        using var host = Host(engine, log);
        await host.StartAsync(Token);

        (await Agent(host).Instance.WaitAsync(Patience, Token)).Epoch.Should().Be(1);
        IsStopping(host).Should().BeFalse();
        await host.StopAsync(Token);
    }

    [Fact, Trait("Promise", "A8")]
    public async Task Paused_KeepsTheInstance()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var log = new HostLog();
        using var host = Host(engine, log);
        await host.StartAsync(Token);
        var agent = Agent(host);
        var instance = await agent.Instance.WaitAsync(Patience, Token);

        await fleet.Agents.SetWantedStateAsync("github-agent", AgentWantedState.Paused, Token);
        await Eventually.TrueAsync(() => agent.Current?.Wanted is AgentWantedState.Paused, Patience, Token);
        var beat = instance.LastHeartbeat;

        await Eventually.TrueAsync(() => instance.LastHeartbeat > beat, Patience, Token);
        (await fleet.Agents.GetLivenessAsync("github-agent", Token)).Grade.Should().Be(LivenessGrade.Alive);
        await host.StopAsync(Token);
    }

    private static IHost Host(IDocumentStore engine, HostLog log, Func<CancellationToken, Task>? work = null) =>
        WorkerHost.Of(engine, builder =>
        {
            builder.Services.AddLogging(logging => logging.AddProvider(log));
            builder.Services.AddHealthChecks().AddAgentState();
            builder.AddAgent("github-agent", AgentTypes.GitHub, agent => agent.HeartbeatInterval = TimeSpan.FromSeconds(1));
            builder.AddTaskWorker("github", async (_, token) =>
            {
                await (work?.Invoke(token) ?? Task.CompletedTask);
                return null;
            });
        });

    private static HostedAgent Agent(IHost host) => host.Services.GetRequiredKeyedService<HostedAgent>("github-agent");

    private static bool IsStopping(IHost host) =>
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;

    private static Task GradeAsync(QueueUnderTest fleet, LivenessGrade grade) => Eventually.TrueAsync(
        async () => (await fleet.Agents.GetLivenessAsync("github-agent", Token)).Grade == grade, Patience, Token);
}
