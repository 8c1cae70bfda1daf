using System.Collections.Concurrent;
using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: epochs, heartbeats, loss and deregistration of instances.</summary>
public abstract class AgentInstanceContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;
    private static readonly AgentRegistration Registration = new() { Id = "a", Type = "github", Name = "The A" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "A1")]
    public async Task StartInstanceAsync_OfNewAgent_RegistersItAndStoresTheInstance()
    {
        var test = Process(await CreateEngineAsync(), TimeSpan.FromMinutes(1));

        await using var instance = await test.Agents.StartInstanceAsync(Registration, cancellationToken: Token);

        (instance.AgentId, instance.Epoch, instance.State, instance.Loss).Should().Be(("a", 1L, AgentInstanceState.Alive, null));
        var agent = await test.Agents.GetAsync("a", Token);
        (agent!.Name, agent.Epoch, agent.Status).Should().Be(("The A", 1L, AgentStatus.Idle));
        var stored = (await test.Engine.GetAsync([InstanceName(test, instance)], Token))[0].Document!;
        stored.Fields.Keys.Should().BeEquivalentTo(
            "agentId", "parentPath", "epoch", "busy", "host", "process", "startedAt", "lastHeartbeat", "heartbeatMilliseconds", "expireAt");
        stored.Fields["lastHeartbeat"].TimestampValue.ToDateTimeOffset()
            .Should().BeCloseTo(instance.LastHeartbeat, TimeSpan.FromSeconds(1), "the stored time is truncated");
        stored.Fields["expireAt"].TimestampValue.ToDateTimeOffset().Should().BeAfter(instance.LastHeartbeat.AddDays(6));
    }

    [Fact, Trait("Guarantee", "A1")]
    public async Task StartInstanceAsync_ManyAtOnceWithFaults_GivesUniqueEpochs()
    {
        var engine = await CreateEngineAsync();
        var random = new Random(Random.Shared.Next());
        var processes = Enumerable.Range(0, 4).Select(_ => Process(engine, TimeSpan.FromMinutes(1), attempts: 8)).ToList();
        foreach (var process in processes)
        {
            process.Faults.Otherwise = verb =>
            {
                lock (random)
                {
                    return verb is Verb.Commit && random.Next(5) == 0 ? random.Next(2) == 0 ? Fault.LoseReply : Fault.LoseRequest : null;
                }
            };
        }

        var instances = new ConcurrentBag<AgentInstance>();
        await Task.WhenAll(processes.SelectMany(process => Enumerable.Range(0, 5).Select(_ => Task.Run(
            async () =>
            {
                try
                {
                    instances.Add(await process.Agents.StartInstanceAsync(Registration, cancellationToken: Token));
                }
                catch (StateConflictException)
                {
                    // Too much contention: the call lost every race.
                }
                catch (StateUnavailableException)
                {
                    // Too many faults in a row: the call gave up.
                }
            },
            Token))));

        instances.Select(instance => instance.Epoch).Should().NotBeEmpty().And.OnlyHaveUniqueItems();
        (await processes[0].Agents.GetAsync("a", Token))!.Epoch.Should().BeGreaterThanOrEqualTo(instances.Max(instance => instance.Epoch));
        foreach (var instance in instances)
        {
            await instance.DisposeAsync();
        }
    }

    [Fact, Trait("Guarantee", "A1")]
    public async Task DisposeAsync_CalledTwice_DeletesTheInstanceAndCancelsLost()
    {
        var test = Process(await CreateEngineAsync(), TimeSpan.FromMilliseconds(500));
        var instance = await test.Agents.StartInstanceAsync(Registration, cancellationToken: Token);

        await instance.DisposeAsync();
        await instance.DisposeAsync();

        (instance.State, instance.Loss).Should().Be((AgentInstanceState.Lost, AgentInstanceLoss.Stopped));
        await LostAsync(instance);
        (await test.Engine.GetAsync([InstanceName(test, instance)], Token))[0].Document.Should().BeNull();
        (await test.Agents.GetLivenessAsync("a", Token)).Grade.Should().Be(LivenessGrade.Absent);
    }

    [Fact, Trait("Guarantee", "A1")]
    public async Task HeartbeatsDispose_WithTwoInstances_DeletesBoth()
    {
        var test = Process(await CreateEngineAsync(), TimeSpan.FromMinutes(1));
        var first = await test.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
        var second = await test.Agents.StartInstanceAsync(Registration with { Id = "b" }, cancellationToken: Token);

        await test.Heartbeats.DisposeAsync();
        await test.Heartbeats.DisposeAsync();

        (first.Loss, second.Loss).Should().Be((AgentInstanceLoss.Stopped, AgentInstanceLoss.Stopped));
        (await test.Engine.GetAsync([InstanceName(test, first), InstanceName(test, second)], Token))
            .Should().OnlyContain(found => found.Document == null);
        var late = () => test.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
        await late.Should().ThrowAsync<ObjectDisposedException>();
    }

    [Theory, Trait("Guarantee", "A1")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StartInstanceAsync_OfSingleInstanceType_SupersedesTheOlderOne(bool byType)
    {
        var engine = await CreateEngineAsync();
        var options = Options(TimeSpan.FromMilliseconds(500));
        if (byType)
        {
            options.SingleInstanceTypes.Add("github");
        }

        var (one, other) = (QueueUnderTest.Over(engine, agents: options), QueueUnderTest.Over(engine, agents: options));
        var wishes = byType ? null : new AgentInstanceOptions { SingleInstance = true };
        await using var first = await one.Agents.StartInstanceAsync(Registration, wishes, Token);
        await using var second = await other.Agents.StartInstanceAsync(Registration, wishes, Token);

        // On a busy machine, either instance may miss heartbeats for a moment; only the first is superseded.
        await UntilAsync(() => first.Loss is AgentInstanceLoss.Superseded);
        await BeatenAsync(second, times: 2);
        second.Loss.Should().NotBe(AgentInstanceLoss.Superseded);
        await Eventually.TrueAsync(async () => (await one.Agents.GetLivenessAsync("a", Token)).Epoch == second.Epoch, Patience, Token);
    }

    [Fact, Trait("Guarantee", "A1")]
    public async Task StartInstanceAsync_CalledTwice_KeepsBothInstancesAlive()
    {
        var engine = await CreateEngineAsync();
        var (one, other) = (Process(engine, TimeSpan.FromMilliseconds(500)), Process(engine, TimeSpan.FromMilliseconds(500)));
        await using var first = await one.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
        await using var second = await other.Agents.StartInstanceAsync(Registration, cancellationToken: Token);

        await BeatenAsync(first, times: 2);
        await BeatenAsync(second, times: 2);

        (first.State, second.State, first.Epoch, second.Epoch).Should().Be((AgentInstanceState.Alive, AgentInstanceState.Alive, 1L, 2L));
    }

    [Fact, Trait("Guarantee", "A3")]
    public async Task Heartbeat_OfOneInstance_WritesOnlyItsOwnDocument()
    {
        var test = Process(await CreateEngineAsync(), TimeSpan.FromMilliseconds(500));
        await using var instance = await test.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
        var agent = await test.Agents.GetAsync("a", Token);
        var (calls, writes) = (Beats(test), test.Stack.Billed.Read().Writes);

        await BeatenAsync(instance, times: 3);

        (test.Stack.Billed.Read().Writes - writes).Should().BeCloseTo(Beats(test) - calls, 1, "one may be in flight");
        (await test.Agents.GetAsync("a", Token))!.Version.Should().Be(agent!.Version);
        var stored = (await test.Engine.GetAsync([InstanceName(test, instance)], Token))[0].Document!;
        stored.Fields["startedAt"].TimestampValue.ToDateTimeOffset()
            .Should().BeBefore(stored.Fields["lastHeartbeat"].TimestampValue.ToDateTimeOffset());
    }

    [Fact, Trait("Guarantee", "A3")]
    public async Task Heartbeats_OfFiftyInstances_ShareCalls()
    {
        var test = Process(await CreateEngineAsync(), TimeSpan.FromSeconds(1));
        var instances = await Task.WhenAll(Enumerable.Range(0, 50).Select(
            number => test.Agents.StartInstanceAsync(Registration with { Id = $"a{number}" }, cancellationToken: Token)));

        await Task.WhenAll(instances.Select(instance => BeatenAsync(instance, times: 2)));

        Beats(test).Should().BeLessThan(50, "100 heartbeats were sent");
        await test.Heartbeats.DisposeAsync();
    }

    [Fact, Trait("Guarantee", "A3")]
    public async Task Heartbeat_ThatFails_DegradesThenLosesTheInstance()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var test = Process(await CreateEngineAsync(), TimeSpan.FromMinutes(1), attempts: 1, clock);
        await using var instance = await test.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
        test.Faults.Otherwise = verb => verb is Verb.BatchWrite ? Fault.LoseRequest : null;

        var end = clock.GetUtcNow() + TimeSpan.FromSeconds(179);
        await UntilAsync(() =>
        {
            clock.Advance(clock.GetUtcNow() < end ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
            return instance.State is AgentInstanceState.Degraded;
        });
        instance.Lost.IsCancellationRequested.Should().BeFalse("one failure does not lose the instance");

        clock.Advance(TimeSpan.FromMinutes(3));
        await LostAsync(instance);
        instance.Loss.Should().Be(AgentInstanceLoss.HeartbeatLost);
    }

    [Fact, Trait("Guarantee", "A3")]
    public async Task Heartbeats_AfterAnOutage_ResumeForALostInstance()
    {
        var test = Process(await CreateEngineAsync(), TimeSpan.FromSeconds(1), attempts: 1);
        await using var instance = await test.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
        test.Faults.Otherwise = verb => verb is Verb.BatchWrite ? Fault.LoseRequest : null;

        await LostAsync(instance);
        instance.Loss.Should().Be(AgentInstanceLoss.HeartbeatLost);
        // The instance counts from sending its last heartbeat, the fleet from storing it. So the instance stops before the fleet reports it
        // dead.
        await GradedAsync(test, LivenessGrade.Dead);

        test.Faults.Otherwise = _ => null;
        await BeatenAsync(instance, times: 1);
        await GradedAsync(test, LivenessGrade.Alive);
        instance.State.Should().Be(AgentInstanceState.Lost, "its work has already stopped");
    }

    // The fleet counts from the stored heartbeat time. The instance has only the times of the request and the reply.
    [Theory, Trait("Guarantee", "A1"), Trait("Guarantee", "A3")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Heartbeat_WithLateReply_CountsFromItsSendTime(bool isFirst)
    {
        var interval = TimeSpan.FromMinutes(1);
        var gate = new ReplyGate(await CreateEngineAsync());
        var start = DateTimeOffset.UtcNow;
        var clock = new FakeTimeProvider(start);
        var test = Process(gate, interval, attempts: 1, clock);
        gate.Holds = writes => isFirst && IsOfInstances(writes);
        var starting = test.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
        if (isFirst)
        {
            await gate.Held.WaitAsync(Patience, Token);
            await ReplyAsync(() => Task.CompletedTask);
        }

        await using var instance = await starting;
        if (!isFirst)
        {
            gate.Holds = IsOfInstances;
            var before = instance.LastHeartbeat;
            Move(interval);
            await gate.Held.WaitAsync(Patience, Token);
            await ReplyAsync(() => UntilAsync(() => instance.LastHeartbeat > before));
        }

        Move(isFirst ? 3 * interval : 4 * interval);
        await LostAsync(instance);
        gate.Drops = static _ => false;

        // The reply arrives 50 seconds late; all later heartbeats are dropped.
        async Task ReplyAsync(Func<Task> taken)
        {
            Move(clock.GetUtcNow() - start + TimeSpan.FromSeconds(50));
            gate.Drops = IsOfInstances;
            gate.Open();
            await taken();
        }

        // The heartbeat loop may not have started its wait when the clock moves.
        void Move(TimeSpan sinceStart)
        {
            clock.SetUtcNow(start + sinceStart);
            test.Heartbeats.Wake();
        }

        static bool IsOfInstances(IReadOnlyList<Write> writes) =>
            writes.Any(write => Writes.NameOf(write).Contains("/instances/", StringComparison.Ordinal));
    }

    [Fact, Trait("Guarantee", "A3")]
    public async Task Heartbeat_OfDeletedInstanceDocument_RecreatesIt()
    {
        var test = Process(await CreateEngineAsync(), TimeSpan.FromMilliseconds(500));
        await using var instance = await test.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
        await test.WriteRawAsync(Writes.Delete(InstanceName(test, instance)), Token);

        await BeatenAsync(instance, times: 2);

        instance.State.Should().Be(AgentInstanceState.Alive);
        (await test.Agents.GetLivenessAsync("a", Token)).Should().Match<AgentLiveness>(
            liveness => liveness.Grade == LivenessGrade.Alive && liveness.InstanceId == instance.InstanceId && liveness.Epoch == 1);
    }

    [Fact, Trait("Guarantee", "A3")]
    public async Task Instance_OfDeregisteredAgent_IsLost()
    {
        var test = Process(await CreateEngineAsync(), TimeSpan.FromMilliseconds(500));
        await using var instance = await test.Agents.StartInstanceAsync(Registration, cancellationToken: Token);

        await test.Agents.DeregisterAsync("a", Token);
        await test.WriteRawAsync(Writes.Delete(InstanceName(test, instance)), Token);

        await UntilAsync(() => instance.Loss is AgentInstanceLoss.Deregistered);
    }

    // The instance was suspended, its successor started and stopped, and it resumes.
    [Fact, Trait("Guarantee", "A3")]
    public async Task SupersededInstance_ThatResumes_DoesNotAppearAlive()
    {
        var engine = await CreateEngineAsync();
        var (one, other) = (Process(engine, TimeSpan.FromMilliseconds(500), attempts: 1), Process(engine, TimeSpan.FromMilliseconds(500)));
        var single = new AgentInstanceOptions { SingleInstance = true };
        await using var first = await one.Agents.StartInstanceAsync(Registration, single, Token);
        one.Faults.Otherwise = verb => verb is Verb.BatchWrite ? Fault.LoseRequest : null;
        await using (var second = await other.Agents.StartInstanceAsync(Registration, single, Token))
        {
            await BeatenAsync(second, times: 1);
        }

        one.Faults.Otherwise = _ => null;
        await UntilAsync(() => first.Loss is AgentInstanceLoss.Superseded);

        (await other.Agents.GetLivenessAsync("a", Token)).Grade
            .Should().Be(LivenessGrade.Absent, "the second instance was deregistered, and the first one is superseded");
    }

    private static QueueUnderTest Process(IDocumentStore engine, TimeSpan heartbeat, int attempts = 4, TimeProvider? time = null) =>
        QueueUnderTest.Over(engine, attempts: attempts, time: time, agents: Options(heartbeat));

    private static AgentOptions Options(TimeSpan heartbeat) => new()
    {
        FlushInterval = TimeSpan.FromDays(1),
        HeartbeatInterval = heartbeat,
        DesiredStateMaxAge = Timeout.InfiniteTimeSpan,
    };

    private static string InstanceName(QueueUnderTest test, AgentInstance instance) =>
        InstanceDocument.NameOf(test.Engine.Root, instance.AgentId, instance.InstanceId);

    private static int Beats(QueueUnderTest test) => test.Faults.Calls.Count(verb => verb is Verb.BatchWrite);

    private static async Task BeatenAsync(AgentInstance instance, int times)
    {
        for (var time = 0; time < times; time++)
        {
            var before = instance.LastHeartbeat;
            await UntilAsync(() => instance.LastHeartbeat > before);
        }
    }

    private static Task GradedAsync(QueueUnderTest test, LivenessGrade grade) =>
        Eventually.TrueAsync(async () => (await test.Agents.GetLivenessAsync("a", Token)).Grade == grade, Patience, Token);

    private static Task UntilAsync(Func<bool> condition) => Eventually.TrueAsync(condition, Patience, Token);

    private static async Task LostAsync(AgentInstance instance)
    {
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = instance.Lost.Register(() => lost.TrySetResult());
        await lost.Task.WaitAsync(Patience, Token);
    }
}
