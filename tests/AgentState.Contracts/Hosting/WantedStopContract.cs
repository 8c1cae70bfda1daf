using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentState.Contracts;

/// <summary>A host follows the desired states Stopped, Paused and Running of its agents.</summary>
public abstract class WantedStopContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "A8")]
    public async Task DesiredStopped_ByDefault_DeregistersButKeepsTheHostRunning()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var log = new HostLog();
        using var host = Host(engine, log);
        await host.StartAsync(Token);
        var agent = Agent(host);
        var first = await agent.Instance.WaitAsync(Patience, Token);

        await fleet.Agents.SetDesiredStateAsync("github-agent", AgentDesiredState.Stopped, Token);
        await GradeAsync(fleet, LivenessGrade.Absent);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);

        first.Loss.Should().Be(AgentInstanceLoss.Stopped);
        IsStopping(host).Should().BeFalse("other agents and services of the host keep running");
        var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
        (health.Status, health.Entries["agentstate"].Data["agent:github-agent"]).Should().Be((HealthStatus.Healthy, "Stopped"));
        log.Logged.Should().ContainSingle(entry => entry.Level == LogLevel.Warning && entry.Text.Contains("has the desired state Stopped"))
            .Which.Text.Should().Contain("github-agent").And.Contain("SetDesiredStateAsync").And.Contain("AgentDesiredState.Running");

        await fleet.Agents.SetDesiredStateAsync("github-agent", AgentDesiredState.Running, Token);
        var done = await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token);

        done.Attempt.Should().Be(1);
        await Eventually.TrueAsync(async () => (await agent.Instance).Epoch == 2, Patience, Token);
        (await agent.Instance).State.Should().Be(AgentInstanceState.Alive);
        await GradeAsync(fleet, LivenessGrade.Alive);
        await host.StopAsync(Token);
        await GradeAsync(fleet, LivenessGrade.Absent);
    }

    [Fact, Trait("Guarantee", "A8")]
    public async Task DesiredStopped_BeforeTheHostStarts_StartsNoInstanceUntilRunning()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        await fleet.Agents.RegisterAsync(new AgentRegistration { Id = "github-agent", Type = "github" }, Token);
        await fleet.Agents.SetDesiredStateAsync("github-agent", AgentDesiredState.Stopped, Token);
        using var log = new HostLog();
        using var host = Host(engine, log);
        await host.StartAsync(Token);
        var agent = Agent(host);
        await Eventually.TrueAsync(() => log.Logged.Any(entry => entry.Text.Contains("has the desired state Stopped")), Patience, Token);

        agent.Instance.IsCompleted.Should().BeFalse();
        IsStopping(host).Should().BeFalse();
        (await fleet.Agents.GetAsync("github-agent", Token))!.Epoch.Should().Be(0);
        await fleet.Agents.SetDesiredStateAsync("github-agent", AgentDesiredState.Running, Token);

        (await agent.Instance.WaitAsync(Patience, Token)).Epoch.Should().Be(1);
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "A8")]
    public async Task DesiredStopped_WhileATaskIsProcessed_LetsItFinish()
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

        await fleet.Agents.SetDesiredStateAsync("github-agent", AgentDesiredState.Stopped, Token);
        await GradeAsync(fleet, LivenessGrade.Absent);
        finish.SetResult();

        (await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token)).Status.Should().Be(AgentTaskStatus.Done);
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "A1")]
    public async Task StartAsync_WithAnUnreadableAgentDocument_StartsTheInstance()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var name = AgentWrites.NameOf(engine.Root, "github-agent");
        await fleet.WriteRawAsync(Writes.Patch(name, [new("capabilities", Values.Of("no list"))], ["capabilities"]), Token);
        using var log = new HostLog();
        using var host = Host(engine, log);
        await host.StartAsync(Token);

        (await Agent(host).Instance.WaitAsync(Patience, Token)).Epoch.Should().Be(1);
        IsStopping(host).Should().BeFalse();
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "A8")]
    public async Task DesiredPaused_WhileTheHostRuns_KeepsTheInstance()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var log = new HostLog();
        using var host = Host(engine, log);
        await host.StartAsync(Token);
        var agent = Agent(host);
        var instance = await agent.Instance.WaitAsync(Patience, Token);

        await fleet.Agents.SetDesiredStateAsync("github-agent", AgentDesiredState.Paused, Token);
        await Eventually.TrueAsync(() => agent.Current?.DesiredState is AgentDesiredState.Paused, Patience, Token);
        var heartbeat = instance.LastHeartbeat;

        await Eventually.TrueAsync(() => instance.LastHeartbeat > heartbeat, Patience, Token);
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
