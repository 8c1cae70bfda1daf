using AgentState.TestKit;
using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: liveness by database time, desired states, and the sweep of dead agents.</summary>
public abstract class AgentLivenessContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;
    private static readonly AgentRegistration Registration = new() { Id = "a", Type = "github" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "A4")]
    [InlineData(0, LivenessGrade.Alive)]
    [InlineData(55, LivenessGrade.Alive)]
    [InlineData(65, LivenessGrade.Suspect)]
    [InlineData(95, LivenessGrade.Dead)]
    public async Task GetLivenessAsync_WithSkewedHostClock_GradesByDatabaseTime(int silence, LivenessGrade grade)
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine, time: new SkewedTimeProvider(TimeProvider.System) { Skew = TimeSpan.FromHours(-1) });
        await test.Agents.RegisterAsync(Registration, Token);
        await BeatRawAsync(test, "a", "old", silence + 100);
        await BeatRawAsync(test, "a", "new", silence);

        var liveness = await test.Agents.GetLivenessAsync("a", Token);

        liveness.Grade.Should().Be(grade);
        liveness.InstanceId.Should().Be("new");
        liveness.Age.Should().BeCloseTo(TimeSpan.FromSeconds(silence), TimeSpan.FromSeconds(4));
        (await test.Agents.GetLivenessAsync("unknown", Token)).Should().Match<AgentLiveness>(
            unknown => unknown.Grade == LivenessGrade.Absent && unknown.LastHeartbeat == null && unknown.Age == null);
    }

    // If expireAt came from the host's clock, the TTL policy could delete the document of a living instance.
    [Theory, Trait("Guarantee", "A1")]
    [InlineData(-60)]
    [InlineData(60)]
    public async Task InstanceDocument_WithSkewedHostClock_ExpiresByDatabaseTime(int minutes)
    {
        var test = QueueUnderTest.Over(
            await CreateEngineAsync(), time: new SkewedTimeProvider(TimeProvider.System) { Skew = TimeSpan.FromMinutes(minutes) });
        var options = new AgentInstanceOptions { HeartbeatInterval = TimeSpan.FromSeconds(1) };
        await using var instance = await test.Agents.StartInstanceAsync(Registration, options, Token);

        var started = await StoredAsync();
        await Eventually.TrueAsync(async () => !(await StoredAsync()).UpdateTime.Equals(started.UpdateTime), Patience, Token);
        var beaten = await StoredAsync();

        foreach (var document in new[] { started, beaten })
        {
            (document.Fields["expireAt"].TimestampValue - document.UpdateTime).ToTimeSpan()
                .Should().BeCloseTo(TimeSpan.FromDays(7), TimeSpan.FromMinutes(10));
        }

        async Task<Document> StoredAsync() => (await test.Engine.GetAsync([instance.Name], Token))[0].Document!;
    }

    [Fact, Trait("Guarantee", "A4")]
    public async Task GetLivenessAsync_OfAgent_IsOneCallAndOneRead()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await BeatRawAsync(test, "a", "one", 1);
        await BeatRawAsync(test, "a", "two", 1);
        var reads = test.Stack.Billed.Read().Reads;

        await test.Agents.GetLivenessAsync("a", Token);

        test.Faults.Calls.Should().Equal(Verb.Query);
        (test.Stack.Billed.Read().Reads - reads).Should().Be(1);
    }

    [Fact, Trait("Guarantee", "A5")]
    public async Task WatchAsync_WithLivenessAsTimePasses_ReportsEachGradeOnce()
    {
        var engine = await CreateEngineAsync();
        var (agent, watcher) = (Process(engine, 1000, attempts: 1), Process(engine, 1000));
        await using var watch = watcher.Agents.WatchAsync("a", LivenessDetail.Grades, Token).GetAsyncEnumerator(Token);

        (await NextAsync(watch)).Should().BeNull("the agent is not registered yet");
        await agent.Agents.RegisterAsync(Registration, Token);
        (await NextAsync(watch))!.Liveness!.Grade.Should().Be(LivenessGrade.Absent);
        await using var instance = await agent.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
        (await NextGradeAsync(watch)).Should().Be(LivenessGrade.Alive);

        agent.Faults.Otherwise = verb => verb is Verb.BatchWrite ? Fault.LoseRequest : null;
        (await NextGradeAsync(watch)).Should().Be(LivenessGrade.Suspect);
        (await NextGradeAsync(watch)).Should().Be(LivenessGrade.Dead);
        agent.Faults.Otherwise = _ => null;
        (await NextGradeAsync(watch)).Should().Be(LivenessGrade.Alive);
        await instance.DisposeAsync();
        (await NextGradeAsync(watch)).Should().Be(LivenessGrade.Absent);
    }

    [Fact, Trait("Guarantee", "A5")]
    public async Task WatchAsync_WithLivenessInListenerOutage_ChecksBeforeReportingDeath()
    {
        var engine = await CreateEngineAsync();
        var (agent, watcher) = (Process(engine, 1000), Process(engine, 1000, attempts: 1));
        await using var instance = await agent.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
        await using var watch = watcher.Agents.WatchAsync("a", LivenessDetail.Grades, Token).GetAsyncEnumerator(Token);
        (await NextAsync(watch))!.Liveness!.Grade.Should().Be(LivenessGrade.Alive);

        // From here on, the listeners deliver at most one pending snapshot, and the first probe fails too.
        watcher.Faults.Otherwise = verb => verb is Verb.Listen ? new Fault.Stalled() : null;
        watcher.Faults.Next(Verb.Get, Fault.LoseRequest);
        var next = watch.MoveNextAsync().AsTask();

        await Eventually.TrueAsync(() => next.IsCompleted || watcher.Faults.Calls.Count(verb => verb is Verb.Get) >= 4, Patience, Token);

        next.IsCompleted.Should().BeFalse("the probe found a recent heartbeat");

        // The agent stops now, and a probe detects it without the listener.
        await agent.Heartbeats.DisposeAsync();
        await next;
        watch.Current!.Liveness!.Grade.Should().Be(LivenessGrade.Absent);
    }

    [Fact, Trait("Guarantee", "A5")]
    public async Task WatchAllAsync_WithLivenessAndFilter_ReportsTheFleetThenItsChanges()
    {
        var engine = await CreateEngineAsync();
        var (fleet, watcher) = (Process(engine, 60_000), Process(engine, 60_000));
        await fleet.Agents.RegisterAsync(new AgentRegistration { Id = "d", Type = "data" }, Token);
        await using var a = await fleet.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
        await fleet.Agents.RegisterAsync(Registration with { Id = "b" }, Token);
        await using var watch = watcher.Agents
            .WatchAllAsync(AgentFilter.ByType("github"), LivenessDetail.Grades, Token).GetAsyncEnumerator(Token);

        var first = await NextAsync(watch);
        first.Agents.Select(agent => (agent.Id, agent.Liveness!.Grade)).Should()
            .Equal(("a", LivenessGrade.Alive), ("b", LivenessGrade.Absent));
        first.Changes.Should().HaveCount(2).And.OnlyContain(change => change.Before == null);

        await BeatRawAsync(fleet, "d", "other", 1);
        await fleet.Agents.SetStatusAsync("b", AgentStatus.Running, cancellationToken: Token);
        var second = await NextAsync(watch);
        second.Changes.Should().ContainSingle().Which.After!.Status.Should().Be(AgentStatus.Running);

        await BeatRawAsync(fleet, "b", "late", 70);
        var third = (await NextAsync(watch)).Changes.Should().ContainSingle().Subject;
        (third.AgentId, third.After!.Liveness!.Grade, third.BecameStale)
            .Should().Be(("b", LivenessGrade.Suspect, false), "it was not alive before");
        await BeatRawAsync(fleet, "b", "late", 0);
        (await NextAsync(watch)).Changes.Should().ContainSingle().Which.Recovered.Should().BeTrue();

        await fleet.Agents.DeregisterAsync("b", Token);
        var last = await NextAsync(watch);
        last.Changes.Should().ContainSingle().Which.After.Should().BeNull();
        last.Agents.Should().ContainSingle();
        first.ReadAt.Should().BeBefore(second.ReadAt);
        second.ReadAt.Should().BeBefore(last.ReadAt);
    }

    [Fact, Trait("Guarantee", "A5")]
    public async Task WatchAllAsync_WithHeartbeats_ReportsEachOne()
    {
        var engine = await CreateEngineAsync();
        var (fleet, watcher) = (Process(engine, 300), Process(engine, 300));
        await using var instance = await fleet.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
        await using var watch = watcher.Agents
            .WatchAllAsync(liveness: LivenessDetail.Heartbeats, cancellationToken: Token).GetAsyncEnumerator(Token);
        await NextAsync(watch);

        for (var beat = 0; beat < 3; beat++)
        {
            var change = (await NextAsync(watch)).Changes.Should().ContainSingle().Subject;
            change.After!.Liveness!.LastHeartbeat.Should().BeAfter(change.Before!.Liveness!.LastHeartbeat!.Value);
        }
    }

    [Fact, Trait("Guarantee", "A5")]
    public async Task WatchAsync_WithHeartbeats_ReturnsTheAgentForEachOne()
    {
        var engine = await CreateEngineAsync();
        var (fleet, watcher) = (Process(engine, 300), Process(engine, 300));
        await using var instance = await fleet.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
        await using var watch = watcher.Agents.WatchAsync("a", LivenessDetail.Heartbeats, Token).GetAsyncEnumerator(Token);
        var before = (await NextAsync(watch))!;

        for (var beat = 0; beat < 3; beat++)
        {
            var after = (await NextAsync(watch))!;
            after.Version.Should().Be(before.Version);
            after.Liveness!.LastHeartbeat.Should().BeAfter(before.Liveness!.LastHeartbeat!.Value);
            before = after;
        }
    }

    [Fact, Trait("Guarantee", "A5")]
    public async Task WatchAllAsync_DuringHeartbeats_CostsNoReads()
    {
        var engine = await CreateEngineAsync();
        var (fleet, watcher) = (Process(engine, 200), Process(engine, 200));
        await using var instance = await fleet.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
        await using var watch = watcher.Agents.WatchAllAsync(cancellationToken: Token).GetAsyncEnumerator(Token);
        await NextAsync(watch);
        var reads = watcher.Stack.Billed.Read().Reads;
        var next = watch.MoveNextAsync().AsTask();

        var beat = instance.LastHeartbeat;
        await Eventually.TrueAsync(() => instance.LastHeartbeat > beat.AddMilliseconds(500), Patience, Token);

        next.IsCompleted.Should().BeFalse();
        watcher.Stack.Billed.Read().Reads.Should().Be(reads);
        await fleet.Agents.SetStatusAsync("a", AgentStatus.Running, cancellationToken: Token);
        await next;
        watch.Current.Changes.Should().ContainSingle();
        watch.Current.Agents.Should().ContainSingle().Which.Liveness.Should().BeNull();
    }

    [Theory, Trait("Guarantee", "A8")]
    [InlineData(AgentDesiredState.Paused)]
    [InlineData(AgentDesiredState.Stopped)]
    public async Task ClaimAsync_WhenDesiredStateIsNotRunning_ReturnsNullInAllProcesses(AgentDesiredState wanted)
    {
        var engine = await CreateEngineAsync();
        var patient = new AgentOptions { DesiredStateMaxAge = TimeSpan.FromMilliseconds(100) };
        var (person, agent) = (QueueUnderTest.Over(engine, agents: patient), QueueUnderTest.Over(engine, agents: patient));
        await person.Agents.RegisterAsync(Registration, Token);
        await person.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        (await agent.Queue.ClaimAsync("other", "a", Token))
            .Should().BeNull("there is no task of this type; the desired state is now cached");

        await person.Agents.SetDesiredStateAsync("a", wanted, Token);
        var said = TimeProvider.System.GetTimestamp();
        (await person.Agents.GetAsync("a", Token))!.DesiredState.Should().Be(wanted);
        (await person.Queue.ClaimAsync("github", "a", Token)).Should().BeNull("the process that set it applies it at once");
        await Eventually.TrueAsync(() => TimeProvider.System.GetElapsedTime(said) > patient.DesiredStateMaxAge, Patience, Token);
        (await agent.Queue.ClaimAsync("github", "a", Token)).Should().BeNull();
        (await agent.Queue.ClaimAsync("github", "another-agent", Token)).Should().NotBeNull("other agents continue");

        await person.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await person.Agents.SetDesiredStateAsync("a", AgentDesiredState.Running, Token);
        (await person.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull();
    }

    [Fact, Trait("Guarantee", "A8")]
    public async Task ClaimAsync_WithUnknownDesiredState_ReadsItOnceAndClaims()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine, agents: new AgentOptions());
        await test.Agents.RegisterAsync(Registration, Token);
        await test.WriteRawAsync(
            Writes.Patch(AgentWrites.NameOf(engine.Root, "a"), [new("wanted", Values.Of("dancing"))], ["wanted"]), Token);
        var gets = test.Faults.Calls.Count(verb => verb is Verb.Get);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);

        (await test.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull();
        (await test.Queue.ClaimAsync("github", "a", Token)).Should().BeNull();

        test.Faults.Calls.Count(verb => verb is Verb.Get).Should().Be(gets + 1);
        (await test.Agents.GetAsync("a", Token))!.DesiredState.Should().Be(AgentDesiredState.Unknown);
    }

    [Fact, Trait("Guarantee", "A8")]
    public async Task SetDesiredStateAsync_OfUnknownAgent_ThrowsAndCreatesNothing()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        var set = () => test.Agents.SetDesiredStateAsync("unknown", AgentDesiredState.Paused, Token);

        await set.Should().ThrowAsync<StateNotFoundException>();
        (await test.Agents.GetAsync("unknown", Token)).Should().BeNull();
    }

    [Theory, Trait("Guarantee", "A9")]
    [InlineData(null)]
    [InlineData("reply")]
    [InlineData("request")]
    public async Task SetStatusAsync_WithReasonUnderFaults_LogsOneEntry(string? lost)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Agents.RegisterAsync(Registration, Token);
        test.Faults.Next(Verb.Commit, lost switch { "reply" => Fault.LoseReply, "request" => Fault.LoseRequest, _ => null });

        await test.Agents.SetStatusAsync("a", AgentStatus.Error, "rate limited", Token);

        var entry = (await test.Activity.ListAsync(ActivityFilter.ByAgent("a"), cancellationToken: Token)).Items
            .Should().ContainSingle().Subject;
        (entry.Action, entry.Level).Should().Be(("agent.status", ActivityLevel.Error));
        entry.Details.ToDictionary().Should().Equal(new Dictionary<string, object?> { ["to"] = "error", ["reason"] = "rate limited" });
        var agent = await test.Agents.GetAsync("a", Token);
        (agent!.Status, agent.LastRun).Should().Be((AgentStatus.Error, entry.Timestamp));
    }

    [Fact, Trait("Guarantee", "A9"), Trait("Guarantee", "L10")]
    public async Task SetStatusAsync_WithSecretInReason_StoresItRedacted()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Agents.RegisterAsync(Registration, Token);

        await test.Agents.SetStatusAsync("a", AgentStatus.Error, "refused: GET /user?access_token=abc", Token);

        (await test.Activity.ListAsync(ActivityFilter.ByAgent("a"), cancellationToken: Token)).Items.Should().ContainSingle()
            .Which.Details.ToDictionary()["reason"].Should().Be("refused: GET /user?access_token=[redacted]");
    }

    [Fact, Trait("Guarantee", "A10")]
    public async Task SweepAsync_ByFourProcessesAtOnce_MarksDeadAgentsOnce()
    {
        var engine = await CreateEngineAsync();
        var processes = Enumerable.Range(0, 4).Select(_ => QueueUnderTest.Over(engine)).ToList();
        foreach (var id in (string[])["dead", "alive", "twofold", "suspect", "slow"])
        {
            await processes[0].Agents.RegisterAsync(Registration with { Id = id }, Token);
            await processes[0].Agents.SetStatusAsync(id, AgentStatus.Running, cancellationToken: Token);
        }

        var before = await processes[0].Agents.GetAsync("dead", Token);
        await BeatRawAsync(processes[0], "dead", "one", 95);
        await BeatRawAsync(processes[0], "dead", "two", 200);
        await BeatRawAsync(processes[0], "alive", "one", 5);
        await BeatRawAsync(processes[0], "twofold", "one", 95);
        await BeatRawAsync(processes[0], "twofold", "two", 5);
        await BeatRawAsync(processes[0], "suspect", "one", 65);
        await BeatRawAsync(processes[0], "slow", "one", 95, interval: 60_000);
        await BeatRawAsync(processes[0], "unknown", "one", 95);

        var marked = await Task.WhenAll(processes.Select(process => process.Agents.SweepAsync(Token)));

        marked.SelectMany(ids => ids).Should().Equal("dead");
        var statuses = (await processes[0].Agents.ListAsync(cancellationToken: Token)).Items.ToDictionary(
            agent => agent.Id, agent => agent.Status);
        statuses.Should().HaveCount(5).And.Contain("dead", AgentStatus.Error);
        statuses.Values.Count(status => status is AgentStatus.Running).Should().Be(4);
        (await processes[0].Agents.GetAsync("dead", Token))!.LastRun.Should().Be(before!.LastRun, "the agent has not run since");
        var entry = (await processes[0].Activity.ListAsync(ActivityFilter.All, cancellationToken: Token)).Items
            .Should().ContainSingle().Subject;
        (entry.Agent, entry.Action, entry.Details.ToDictionary()["reason"]).Should().Be(("dead", "agent.status", "heartbeat_lost"));
        var left = await engine.QueryAsync(engine.Root.Documents, AgentQueries.AllInstances(engine.Root).Build(), Token);
        left.Documents.Select(document => $"{document.Name.Split('/')[^3]}/{DatabaseRoot.IdOf(document.Name)}")
            .Should().BeEquivalentTo("alive/one", "twofold/two", "suspect/one", "slow/one");
    }

    [Fact, Trait("Guarantee", "A10")]
    public async Task SweepAsync_WithoutDeadAgents_CostsOneRead()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await BeatRawAsync(test, "a", "one", 5);
        await BeatRawAsync(test, "b", "one", 65);
        await test.Agents.GetAsync("a", Token);
        await test.Agents.SweepAsync(Token);
        var reads = test.Stack.Billed.Read().Reads;

        (await test.Agents.SweepAsync(Token)).Should().BeEmpty();

        (test.Stack.Billed.Read().Reads - reads).Should().Be(1);
    }

    [Theory, Trait("Guarantee", "A10")]
    [InlineData("reply")]
    [InlineData("request")]
    public async Task SweepAsync_AfterLostReply_ReturnsTheMarkedAgent(string lost)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Agents.RegisterAsync(Registration, Token);
        await BeatRawAsync(test, "a", "one", 95);
        test.Faults.Next(Verb.Commit, lost == "reply" ? Fault.LoseReply : Fault.LoseRequest);

        (await test.Agents.SweepAsync(Token)).Should().Equal("a");

        (await test.Activity.ListAsync(ActivityFilter.All, cancellationToken: Token)).Items.Should().ContainSingle();
    }

    // Between detection and marking, a new instance starts or the old one sends a heartbeat.
    [Theory, Trait("Guarantee", "A10")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SweepAsync_OfAgentThatRecoversDuringIt_MarksNothing(bool restarted)
    {
        var engine = await CreateEngineAsync();
        var (sweeper, agent) = (QueueUnderTest.Over(engine), Process(engine, 60_000));
        await agent.Agents.RegisterAsync(Registration, Token);
        await BeatRawAsync(agent, "a", "one", 95);
        AgentInstance? instance = null;
        sweeper.Faults.Next(Verb.Commit, Fault.Before(async () =>
        {
            if (restarted)
            {
                instance = await agent.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
            }
            else
            {
                await BeatRawAsync(agent, "a", "one", 0);
            }
        }));

        (await sweeper.Agents.SweepAsync(Token)).Should().BeEmpty();

        (await agent.Agents.GetAsync("a", Token))!.Status.Should().Be(AgentStatus.Idle);
        (await agent.Agents.GetLivenessAsync("a", Token)).Grade.Should().Be(LivenessGrade.Alive);
        await (instance?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private static QueueUnderTest Process(IDocumentStore engine, int heartbeat, int attempts = 4) => QueueUnderTest.Over(
        engine,
        attempts: attempts,
        agents: new AgentOptions { HeartbeatInterval = TimeSpan.FromMilliseconds(heartbeat), FlushInterval = TimeSpan.FromDays(1) });

    // Writes a heartbeat of the given age, by database time.
    private static async Task BeatRawAsync(QueueUnderTest test, string agentId, string instanceId, int secondsAgo, int interval = 30_000)
    {
        var probe = test.Engine.Root.Document("probes", "now");
        var now = (await test.Engine.CommitDirectlyAsync([Writes.Patch(probe, [], []).WithServerTime("at")], Token))
            .CommitTime!.ToDateTimeOffset();
        KeyValuePair<string, Value>[] fields =
        [
            new("agentId", Values.Of(agentId)),
            new("parentPath", Values.Of(test.Engine.Root.ParentPath)),
            new("epoch", Values.Of(1)),
            new("lastHeartbeat", Values.Of(now.AddSeconds(-secondsAgo))),
            new("heartbeatMilliseconds", Values.Of(interval)),
        ];
        await test.WriteRawAsync(
            Writes.Patch(InstanceDocument.NameOf(test.Engine.Root, agentId, instanceId), fields, fields.Select(field => field.Key)), Token);
    }

    // Skips changes of the agent's own document.
    private static async Task<LivenessGrade> NextGradeAsync(IAsyncEnumerator<Agent?> watch)
    {
        var before = watch.Current!;
        Agent? next;
        do
        {
            next = await NextAsync(watch);
        }
        while (next!.Version != before.Version && next.Liveness!.Grade == before.Liveness!.Grade);

        return next.Liveness!.Grade;
    }

    private static async Task<T> NextAsync<T>(IAsyncEnumerator<T> watch)
    {
        (await watch.MoveNextAsync().AsTask().WaitAsync(Patience, Token)).Should().BeTrue("a watch ends only when its token is cancelled");
        return watch.Current;
    }
}
