using AgentState.TestKit;
using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>Who is alive, by the database's times alone; what is wanted; and what becomes of the dead.</summary>
public abstract class AgentLivenessContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;
    private static readonly AgentRegistration Registration = new() { Id = "a", Type = "github" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Promise", "A4")]
    [InlineData(0, LivenessGrade.Alive)]
    [InlineData(55, LivenessGrade.Alive)]
    [InlineData(65, LivenessGrade.Suspect)]
    [InlineData(95, LivenessGrade.Dead)]
    public async Task GetLivenessAsync_GradesTheAgeOfTheNewestHeartbeat_WhateverTheHostsClockSays(int silence, LivenessGrade grade)
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
        (await test.Agents.GetLivenessAsync("nobody", Token)).Should().Match<AgentLiveness>(
            nobody => nobody.Grade == LivenessGrade.Absent && nobody.LastHeartbeat == null && nobody.Age == null);
    }

    // The TTL policy would take a living instance's document away.
    [Theory, Trait("Promise", "A1")]
    [InlineData(-60)]
    [InlineData(60)]
    public async Task TheDocumentOfAnInstance_ExpiresByTheDatabasesClock(int minutes)
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
            (document.Fields["expireAt"].TimestampValue - document.UpdateTime).ToTimeSpan().Should().BeCloseTo(TimeSpan.FromDays(7), TimeSpan.FromMinutes(10));
        }

        async Task<Document> StoredAsync() => (await test.Engine.GetAsync([instance.Name], Token))[0].Document!;
    }

    [Fact, Trait("Promise", "A4")]
    public async Task GetLivenessAsync_IsOneCall_AndOneRead()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await BeatRawAsync(test, "a", "one", 1);
        await BeatRawAsync(test, "a", "two", 1);
        var reads = test.Stack.Billed.Read().Reads;

        await test.Agents.GetLivenessAsync("a", Token);

        test.Faults.Calls.Should().Equal(Verb.Query);
        (test.Stack.Billed.Read().Reads - reads).Should().Be(1);
    }

    [Fact, Trait("Promise", "A5")]
    public async Task WatchPresenceAsync_TellsEachGradeOnce_AsTimeGoesBy()
    {
        var engine = await CreateEngineAsync();
        var (agent, watcher) = (Process(engine, 1000, attempts: 1), Process(engine, 1000));
        await using var watch = watcher.Agents.WatchPresenceAsync("a", Token).GetAsyncEnumerator(Token);

        (await NextAsync(watch)).Should().BeNull("nobody has registered it");
        await agent.Agents.RegisterAsync(Registration, Token);
        (await NextAsync(watch))!.Liveness.Grade.Should().Be(LivenessGrade.Absent);
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

    [Fact, Trait("Promise", "A5")]
    public async Task AnOutageOfTheListener_MakesNobodyDead()
    {
        var engine = await CreateEngineAsync();
        var (agent, watcher) = (Process(engine, 1000), Process(engine, 1000, attempts: 1));
        await using var instance = await agent.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
        await using var watch = watcher.Agents.WatchPresenceAsync("a", Token).GetAsyncEnumerator(Token);
        (await NextAsync(watch))!.Liveness.Grade.Should().Be(LivenessGrade.Alive);

        // From here on the listeners tell at most what they wait for already, and then nothing any more; the first look fails as well.
        watcher.Faults.Otherwise = verb => verb is Verb.Listen ? new Fault.Stalled() : null;
        watcher.Faults.Next(Verb.Get, Fault.LoseRequest);
        var next = watch.MoveNextAsync().AsTask();

        await Eventually.TrueAsync(() => next.IsCompleted || watcher.Faults.Calls.Count(verb => verb is Verb.Get) >= 4, Patience, Token);

        next.IsCompleted.Should().BeFalse("the database was asked, and said that it beats");

        // Now it is dead, and that is found out without the listener.
        await agent.Heartbeats.DisposeAsync();
        await next;
        watch.Current!.Liveness.Grade.Should().Be(LivenessGrade.Absent);
    }

    [Fact, Trait("Promise", "A5")]
    public async Task WatchFleetAsync_TellsTheFleet_AndWhatChangesInIt_ForItsFilterAlone()
    {
        var engine = await CreateEngineAsync();
        var (fleet, watcher) = (Process(engine, 60_000), Process(engine, 60_000));
        await fleet.Agents.RegisterAsync(new AgentRegistration { Id = "d", Type = "data" }, Token);
        await using var a = await fleet.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
        await fleet.Agents.RegisterAsync(Registration with { Id = "b" }, Token);
        await using var watch = watcher.Agents.WatchFleetAsync(AgentFilter.ByType("github"), cancellationToken: Token).GetAsyncEnumerator(Token);

        var first = await NextAsync(watch);
        first.Agents.Select(presence => (presence.Agent.Id, presence.Liveness.Grade)).Should()
            .Equal(("a", LivenessGrade.Alive), ("b", LivenessGrade.Absent));
        first.Changes.Should().HaveCount(2).And.OnlyContain(change => change.Before == null);

        await BeatRawAsync(fleet, "d", "other", 1);
        await fleet.Agents.SetStatusAsync("b", AgentStatus.Running, cancellationToken: Token);
        var second = await NextAsync(watch);
        second.Changes.Should().ContainSingle().Which.After!.Agent.Status.Should().Be(AgentStatus.Running);

        await BeatRawAsync(fleet, "b", "late", 70);
        var third = (await NextAsync(watch)).Changes.Should().ContainSingle().Subject;
        (third.AgentId, third.After!.Liveness.Grade, third.BecameStale).Should().Be(("b", LivenessGrade.Suspect, false), "it was not alive before");
        await BeatRawAsync(fleet, "b", "late", 0);
        (await NextAsync(watch)).Changes.Should().ContainSingle().Which.Recovered.Should().BeTrue();

        await fleet.Agents.DeregisterAsync("b", Token);
        var last = await NextAsync(watch);
        last.Changes.Should().ContainSingle().Which.After.Should().BeNull();
        last.Agents.Should().ContainSingle();
    }

    [Fact, Trait("Promise", "A5")]
    public async Task WatchFleetAsync_WithHeartbeats_TellsEachOfThem()
    {
        var engine = await CreateEngineAsync();
        var (fleet, watcher) = (Process(engine, 300), Process(engine, 300));
        await using var instance = await fleet.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
        await using var watch = watcher.Agents
            .WatchFleetAsync(options: new FleetWatchOptions { Heartbeats = true }, cancellationToken: Token).GetAsyncEnumerator(Token);
        await NextAsync(watch);

        for (var beat = 0; beat < 3; beat++)
        {
            var change = (await NextAsync(watch)).Changes.Should().ContainSingle().Subject;
            change.After!.Liveness.LastHeartbeat.Should().BeAfter(change.Before!.Liveness.LastHeartbeat!.Value);
        }
    }

    [Fact, Trait("Promise", "A5")]
    public async Task AWatchWithoutLiveness_PaysNothingForHeartbeats()
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
    }

    [Theory, Trait("Promise", "A8")]
    [InlineData(AgentWantedState.Paused)]
    [InlineData(AgentWantedState.Stopped)]
    public async Task AnAgentThatIsNotWantedRunning_ClaimsNoTask_InAnyProcess(AgentWantedState wanted)
    {
        var engine = await CreateEngineAsync();
        var patient = new AgentOptions { WantedStateMaxAge = TimeSpan.FromMilliseconds(100) };
        var (person, agent) = (QueueUnderTest.Over(engine, agents: patient), QueueUnderTest.Over(engine, agents: patient));
        await person.Agents.RegisterAsync(Registration, Token);
        await person.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        (await agent.Queue.ClaimAsync("other", "a", Token)).Should().BeNull("there is nothing of this type; what is wanted is known now");

        await person.Agents.SetWantedStateAsync("a", wanted, Token);
        var said = TimeProvider.System.GetTimestamp();
        (await person.Agents.GetAsync("a", Token))!.Wanted.Should().Be(wanted);
        (await person.Queue.ClaimAsync("github", "a", Token)).Should().BeNull("who said so knows it at once");
        await Eventually.TrueAsync(() => TimeProvider.System.GetElapsedTime(said) > patient.WantedStateMaxAge, Patience, Token);
        (await agent.Queue.ClaimAsync("github", "a", Token)).Should().BeNull();
        (await agent.Queue.ClaimAsync("github", "somebody-else", Token)).Should().NotBeNull("the others go on");

        await person.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await person.Agents.SetWantedStateAsync("a", AgentWantedState.Running, Token);
        (await person.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull();
    }

    [Fact, Trait("Promise", "A8")]
    public async Task WhatIsWanted_IsReadOnceInItsTime_AndWordsOfOthersHoldNothingUp()
    {
        var engine = await CreateEngineAsync();
        var test = QueueUnderTest.Over(engine, agents: new AgentOptions());
        await test.Agents.RegisterAsync(Registration, Token);
        await test.WriteRawAsync(
            Writes.Patch(AgentChanges.NameOf(engine.Root, "a"), [new("wanted", Values.Of("dancing"))], ["wanted"]), Token);
        var gets = test.Faults.Calls.Count(verb => verb is Verb.Get);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);

        (await test.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull();
        (await test.Queue.ClaimAsync("github", "a", Token)).Should().BeNull();

        test.Faults.Calls.Count(verb => verb is Verb.Get).Should().Be(gets + 1);
        (await test.Agents.GetAsync("a", Token))!.Wanted.Should().Be(AgentWantedState.Unknown);
    }

    [Fact, Trait("Promise", "A8")]
    public async Task SetWantedStateAsync_OfAnUnknownAgent_Fails_AndMakesNone()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        var set = () => test.Agents.SetWantedStateAsync("nobody", AgentWantedState.Paused, Token);

        await set.Should().ThrowAsync<StateNotFoundException>();
        (await test.Agents.GetAsync("nobody", Token)).Should().BeNull();
    }

    [Theory, Trait("Promise", "A9")]
    [InlineData(null)]
    [InlineData("reply")]
    [InlineData("request")]
    public async Task AStatusWithItsReason_IsInTheLogOnce_ExactlyIfItWasSet(string? lost)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Agents.RegisterAsync(Registration, Token);
        test.Faults.Next(Verb.Commit, lost switch { "reply" => Fault.LoseReply, "request" => Fault.LoseRequest, _ => null });

        await test.Agents.SetStatusAsync("a", AgentStatus.Error, "rate limited", Token);

        var entry = (await test.Activity.QueryAsync(ActivityFilter.ByAgent("a"), cancellationToken: Token)).Items.Should().ContainSingle().Subject;
        (entry.Action, entry.Level).Should().Be(("agent.status", ActivityLevel.Error));
        entry.Details.ToDictionary().Should().Equal(new Dictionary<string, object?> { ["to"] = "error", ["reason"] = "rate limited" });
        var agent = await test.Agents.GetAsync("a", Token);
        (agent!.Status, agent.LastRun).Should().Be((AgentStatus.Error, entry.Timestamp));
    }

    [Fact, Trait("Promise", "A9"), Trait("Promise", "L10")]
    public async Task AReasonWithASecret_IsStoredWithoutIt()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Agents.RegisterAsync(Registration, Token);

        await test.Agents.SetStatusAsync("a", AgentStatus.Error, "refused: GET /user?access_token=abc", Token);

        (await test.Activity.QueryAsync(ActivityFilter.ByAgent("a"), cancellationToken: Token)).Items.Should().ContainSingle()
            .Which.Details.ToDictionary()["reason"].Should().Be("refused: GET /user?access_token=[redacted]");
    }

    [Fact, Trait("Promise", "A10")]
    public async Task SweepAsync_ByManyAtOnce_MarksTheDeadOnce_AndLeavesTheLivingAlone()
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
        await BeatRawAsync(processes[0], "nobody", "one", 95);

        var marked = await Task.WhenAll(processes.Select(process => process.Agents.SweepAsync(Token)));

        marked.SelectMany(ids => ids).Should().Equal("dead");
        var statuses = (await processes[0].Agents.ListAsync(cancellationToken: Token)).Items.ToDictionary(agent => agent.Id, agent => agent.Status);
        statuses.Should().HaveCount(5).And.Contain("dead", AgentStatus.Error);
        statuses.Values.Count(status => status is AgentStatus.Running).Should().Be(4);
        (await processes[0].Agents.GetAsync("dead", Token))!.LastRun.Should().Be(before!.LastRun, "it has not run since");
        var entry = (await processes[0].Activity.QueryAsync(ActivityFilter.All, cancellationToken: Token)).Items.Should().ContainSingle().Subject;
        (entry.Agent, entry.Action, entry.Details.ToDictionary()["reason"]).Should().Be(("dead", "agent.status", "heartbeat_lost"));
        var left = await engine.QueryAsync(engine.Root.Documents, AgentQueries.AllInstances(engine.Root).Build(), Token);
        left.Documents.Select(document => $"{document.Name.Split('/')[^3]}/{DatabaseRoot.IdOf(document.Name)}")
            .Should().BeEquivalentTo("alive/one", "twofold/two", "suspect/one", "slow/one");
    }

    [Fact, Trait("Promise", "A10")]
    public async Task SweepAsync_WhereNobodyIsDead_CostsOneRead()
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

    [Theory, Trait("Promise", "A10")]
    [InlineData("reply")]
    [InlineData("request")]
    public async Task SweepAsync_WhoseReplyIsLost_KnowsWhatItDid(string lost)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Agents.RegisterAsync(Registration, Token);
        await BeatRawAsync(test, "a", "one", 95);
        test.Faults.Next(Verb.Commit, lost == "reply" ? Fault.LoseReply : Fault.LoseRequest);

        (await test.Agents.SweepAsync(Token)).Should().Equal("a");

        (await test.Activity.QueryAsync(ActivityFilter.All, cancellationToken: Token)).Items.Should().ContainSingle();
    }

    // It was found dead; before it is marked an instance is started, or the old one beats again.
    [Theory, Trait("Promise", "A10")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SweepAsync_OfOneThatComesBackMeanwhile_MarksNobody(bool restarted)
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

    // A heartbeat of so many seconds ago, by the database's own time.
    private static async Task BeatRawAsync(QueueUnderTest test, string agentId, string instanceId, int secondsAgo, int interval = 30_000)
    {
        var probe = test.Engine.Root.Document("probes", "now");
        var now = (await test.Engine.CommitDirectlyAsync([Writes.Patch(probe, [], []).WithServerTime("at")], Token)).CommitTime!.ToDateTimeOffset();
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

    // Changes of the agent's own document do not count.
    private static async Task<LivenessGrade> NextGradeAsync(IAsyncEnumerator<AgentPresence?> watch)
    {
        var before = watch.Current!;
        AgentPresence? next;
        do
        {
            next = await NextAsync(watch);
        }
        while (next!.Agent.Version != before.Agent.Version && next.Liveness.Grade == before.Liveness.Grade);

        return next.Liveness.Grade;
    }

    private static async Task<T> NextAsync<T>(IAsyncEnumerator<T> watch)
    {
        (await watch.MoveNextAsync().AsTask().WaitAsync(Patience, Token)).Should().BeTrue("a watch ends only by its token");
        return watch.Current;
    }
}
