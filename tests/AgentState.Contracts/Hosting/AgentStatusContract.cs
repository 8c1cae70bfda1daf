using System.Collections.Concurrent;
using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentState.Contracts;

/// <summary>The status of an agent while several instances of it run tasks.</summary>
public abstract class AgentStatusContract : Contract
{
    private const string Id = "github-agent";

    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "A2")]
    public async Task Status_WhileAnotherProcessWorks_IsNeverIdle()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var first = new Worker(engine);
        var second = new Worker(engine);
        await first.BeginAsync(fleet);
        await second.BeginAsync(fleet);
        await StatusAsync(fleet, AgentStatus.Running);
        var seen = new ConcurrentQueue<AgentStatus>();
        var watch = WatchAsync();

        // The first worker finishes its task; a third one starts; then the first one stops.
        first.Finish();
        await Eventually.TrueAsync(
            async () => !seen.IsEmpty && (seen.Contains(AgentStatus.Idle) || await FlagAsync(first) is { BooleanValue: false }),
            Patience,
            Token).WhileAsync(watch);
        var third = new Worker(engine);
        await third.StartAsync();
        await Eventually.TrueAsync(async () => await CountAsync("started") == 3, Patience, Token);
        await first.StopAsync();
        await Eventually.TrueAsync(async () => await CountAsync("stopped") == 1, Patience, Token);

        (await fleet.Agents.GetAsync(Id, Token))!.Status.Should().Be(AgentStatus.Running);
        seen.Should().OnlyContain(status => status == AgentStatus.Running);
        await watching.CancelAsync();
        await watch;

        second.Finish();
        await StatusAsync(fleet, AgentStatus.Idle);
        await second.StopAsync();
        await third.StopAsync();

        async Task WatchAsync()
        {
            try
            {
                await foreach (var agent in fleet.Agents.WatchAsync(Id, cancellationToken: watching.Token))
                {
                    seen.Enqueue(agent!.Status);
                }
            }
            catch (OperationCanceledException) when (watching.IsCancellationRequested)
            {
                // The test has ended the watch.
            }
        }

        async Task<Value?> FlagAsync(Worker worker)
        {
            var name = InstanceDocument.NameOf(engine.Root, Id, await worker.InstanceIdAsync());
            return (await engine.GetAsync([name], Token))[0].Document?.Fields.GetValueOrDefault("busy");
        }

        async Task<int> CountAsync(string reason)
        {
            var history = await fleet.Activity.ListAsync(ActivityFilter.ByAgent(Id), cancellationToken: Token);
            return history.Items.Count(entry => entry.Details.ToDictionary()["reason"] is string text && text == reason);
        }
    }

    [Fact, Trait("Guarantee", "A2")]
    public async Task Status_OverwrittenByAnotherClient_IsRunningAgain()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(engine);
        var worker = new Worker(engine);
        await worker.BeginAsync(fleet);
        await StatusAsync(fleet, AgentStatus.Running);

        await fleet.Agents.SetStatusAsync(Id, AgentStatus.Idle, cancellationToken: Token);

        await StatusAsync(fleet, AgentStatus.Running);
        worker.Finish();
        await worker.StopAsync();
        await StatusAsync(fleet, AgentStatus.Idle);
    }

    [Theory, Trait("Guarantee", "A2")]
    [InlineData(nameof(Verb.Get), true)]
    [InlineData(nameof(Verb.Get), false)]
    [InlineData(nameof(Verb.Query), true)]
    [InlineData(nameof(Verb.Query), false)]
    [InlineData(nameof(Verb.Commit), true)]
    public async Task Idle_WhenAnotherInstanceBecomesBusy_IsNotWritten(string call, bool before)
    {
        var verb = Enum.Parse<Verb>(call);
        var engine = new Undisposed(await CreateEngineAsync());
        await using var one = await Process.StartAsync(engine);
        await using var other = await Process.StartAsync(engine);
        await one.Status.SetRunningAsync(one.Instance, Token);
        one.Services.Faults.Next(verb, before ? Fault.Before(OvertakeAsync) : Fault.After(OvertakeAsync));

        var outcome = await one.Status.TrySetIdleAsync(one.Instance, Token);

        outcome.Kind.Should().BeOneOf(IdleOutcomeKind.Conflict, IdleOutcomeKind.Withheld);
        (await other.Services.Agents.GetAsync(Id, Token))!.Status.Should().Be(AgentStatus.Running);
        (await one.Status.TrySetIdleAsync(one.Instance, Token)).Kind.Should().Be(IdleOutcomeKind.Withheld);
        (await other.Status.TrySetIdleAsync(other.Instance, Token)).Kind.Should().Be(IdleOutcomeKind.Written);
        (await other.Services.Agents.GetAsync(Id, Token))!.Status.Should().Be(AgentStatus.Idle);

        Task OvertakeAsync() => other.Status.SetRunningAsync(other.Instance, Token);
    }

    [Fact, Trait("Guarantee", "A2"), Trait("Guarantee", "A4")]
    public async Task Idle_BesideABusyInstance_IsWithheldUntilThatOneIsDead()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        await using var one = await Process.StartAsync(engine);
        await using var killed = await Process.StartAsync(engine);
        await killed.Status.SetRunningAsync(killed.Instance, Token);

        var withheld = await one.Status.TrySetIdleAsync(one.Instance, Token);
        await killed.PatchAsync("lastHeartbeat", Values.Of(QueueUnderTest.LongAgo));

        withheld.Kind.Should().Be(IdleOutcomeKind.Withheld);
        withheld.BusyFor.Should().BePositive().And.BeLessThanOrEqualTo(LivenessRules.DeadAge(killed.Instance.HeartbeatInterval));
        (await one.Status.TrySetIdleAsync(one.Instance, Token)).Kind.Should().Be(IdleOutcomeKind.Written);
    }

    [Fact, Trait("Guarantee", "A2")]
    public async Task Idle_BesideAnInstanceWithoutABusyFlag_IsWithheldWhileAlive()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        await using var one = await Process.StartAsync(engine);
        await using var earlier = await Process.StartAsync(engine);
        await one.Status.SetRunningAsync(one.Instance, Token);
        await earlier.PatchAsync("busy", null);

        (await one.Status.TrySetIdleAsync(one.Instance, Token)).Kind.Should()
            .Be(IdleOutcomeKind.Withheld, "an earlier library version writes no busy flag");
        await earlier.PatchAsync("busy", Values.Of("perhaps"));
        (await one.Status.TrySetIdleAsync(one.Instance, Token)).Kind.Should().Be(IdleOutcomeKind.Withheld, "it may be busy");
        await earlier.PatchAsync("lastHeartbeat", Values.Of("just now"));

        (await one.Status.TrySetIdleAsync(one.Instance, Token)).Kind.Should().Be(IdleOutcomeKind.Written);
    }

    [Fact, Trait("Guarantee", "A2")]
    public async Task Status_OfAnInstanceWithADeletedDocument_IsWritten()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        await using var one = await Process.StartAsync(engine);
        await one.Services.WriteRawAsync(Writes.Delete(one.Instance.Name), Token);

        await one.Status.SetRunningAsync(one.Instance, Token);
        (await one.Services.Agents.GetAsync(Id, Token))!.Status.Should().Be(AgentStatus.Running);

        (await one.Status.TrySetIdleAsync(one.Instance, Token)).Kind.Should().Be(IdleOutcomeKind.Written);
        (await one.Services.Agents.GetAsync(Id, Token))!.Status.Should().Be(AgentStatus.Idle);
    }

    [Fact, Trait("Guarantee", "A2"), Trait("Guarantee", "A9")]
    public async Task Status_WithALostReply_IsWrittenOnce()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        await using var one = await Process.StartAsync(engine);
        one.Services.Faults.Next(Verb.Commit, Fault.LoseReply, null, Fault.LoseReply, null, Fault.LoseReply);

        await one.Status.TellAsync(one.Instance, "started", isEnding: false, Token);
        await one.Status.SetRunningAsync(one.Instance, Token);
        (await one.Status.TrySetIdleAsync(one.Instance, Token)).Kind.Should().Be(IdleOutcomeKind.Written);

        (await one.Services.Activity.ListAsync(ActivityFilter.ByAgent(Id), cancellationToken: Token)).Items.Should().ContainSingle();
        (await one.Services.Agents.GetAsync(Id, Token))!.Status.Should().Be(AgentStatus.Idle);
    }

    [Fact, Trait("Guarantee", "A2")]
    public async Task Status_PerChange_CostsTwoWritesAndIdleReadsAgentAndInstances()
    {
        var engine = new Undisposed(await CreateEngineAsync());
        await using var one = await Process.StartAsync(engine);
        await using var other = await Process.StartAsync(engine);
        var billed = one.Services.Stack.Billed;
        var start = billed.Read();

        await one.Status.SetRunningAsync(one.Instance, Token);
        var running = billed.Read();
        await one.Status.TrySetIdleAsync(one.Instance, Token);
        var idle = billed.Read();

        (running.Reads - start.Reads, running.Writes - start.Writes).Should().Be((0, 2));
        (idle.Reads - running.Reads, idle.Writes - running.Writes).Should().Be((3, 2));
    }

    private static Task StatusAsync(QueueUnderTest fleet, AgentStatus status) =>
        Eventually.TrueAsync(async () => (await fleet.Agents.GetAsync(Id, Token))?.Status == status, Patience, Token);

    // The status of one process, without a host.
    private sealed class Process : IAsyncDisposable
    {
        public required QueueUnderTest Services { get; init; }

        public required AgentInstance Instance { get; init; }

        public SharedStatus Status => field ??= new SharedStatus(Services.Stack, Services.Form, new AgentOptions());

        public static async Task<Process> StartAsync(IDocumentStore engine)
        {
            var services = QueueUnderTest.Over(engine);
            var registration = new AgentRegistration { Id = Id, Type = "github" };
            return new Process
            {
                Services = services,
                Instance = await services.Agents.StartInstanceAsync(registration, cancellationToken: Token),
            };
        }

        public Task PatchAsync(string field, Value? value) => Services.WriteRawAsync(
            Writes.Patch(Instance.Name, value is null ? [] : [KeyValuePair.Create(field, value)], [field]), Token);

        public ValueTask DisposeAsync() => Instance.DisposeAsync();
    }

    // A host whose handler runs until Finish is called.
    private sealed class Worker
    {
        private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly IHost host;

        public Worker(IDocumentStore engine) => host = WorkerHost.Of(engine, builder => builder.AddTaskWorker(
            "github",
            async (_, token) =>
            {
                begun.TrySetResult();
                await finish.Task.WaitAsync(token);
                return null;
            },
            worker => (worker.Concurrency, worker.MaxPrefetch) = (1, 0)));

        public async Task<string> InstanceIdAsync() =>
            (await host.Services.GetRequiredKeyedService<HostedAgent>(Id).Instance.WaitAsync(Patience, Token)).InstanceId;

        public async Task StartAsync()
        {
            await host.StartAsync(Token);
            await InstanceIdAsync();
        }

        public async Task BeginAsync(QueueUnderTest fleet)
        {
            await StartAsync();
            await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
            await begun.Task.WaitAsync(Patience, Token);
        }

        public void Finish() => finish.SetResult();

        public async Task StopAsync()
        {
            await host.StopAsync(Token);
            host.Dispose();
        }
    }
}
