using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>An agent or instance that another client has mangled does not hide others: only a call that names it fails.</summary>
public abstract class AgentUnreadableContract : Contract
{
    private const int InstanceNotSwept = 6009;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListAsync_WithUnreadableAgent_ReportsItAndContinues()
    {
        var test = await CreateAsync("a", "b", "c", "d");
        await MangleAsync(test, "b");

        var first = await test.Agents.ListAsync(page: new PageRequest { Size = 2 }, cancellationToken: Token);
        var second = await test.Agents.ListAsync(
            page: new PageRequest { Size = 2, ContinuationToken = first.ContinuationToken }, cancellationToken: Token);

        first.Items.Select(agent => agent.Id).Should().Equal("a");
        var unreadable = first.Unreadable.Should().ContainSingle().Subject;
        (unreadable.Path, unreadable.FieldPath).Should().Be(("agents/b", "lastRun"));
        unreadable.Reason.Should().Contain("StringValue").And.NotContain("2026");
        second.Items.Select(agent => agent.Id).Should().Equal("c", "d");
        second.Unreadable.Should().BeEmpty();
    }

    [Fact]
    public async Task GetAndWatch_OfUnreadableAgent_Throw()
    {
        var test = await CreateAsync("b");
        await MangleAsync(test, "b");
        await using var watch = test.Agents.WatchAsync("b", cancellationToken: Token).GetAsyncEnumerator(Token);
        await using var withLiveness = test.Agents.WatchAsync("b", LivenessDetail.Grades, Token).GetAsyncEnumerator(Token);

        Func<Task>[] calls =
        [
            () => test.Agents.GetAsync("b", Token),
            () => watch.MoveNextAsync().AsTask(),
            () => withLiveness.MoveNextAsync().AsTask(),
        ];

        foreach (var call in calls)
        {
            var error = (await call.Should().ThrowAsync<StateDataException>()).Which;
            (error.Path, error.FieldPath).Should().Be(("agents/b", "lastRun"));
        }
    }

    [Fact]
    public async Task WatchAllAsync_WhenAnAgentBecomesUnreadable_ReportsItAndItsReturn()
    {
        var test = await CreateAsync("a", "b", "c");
        await MangleAsync(test, "b");
        await using var watch = test.Agents.WatchAllAsync(cancellationToken: Token).GetAsyncEnumerator(Token);

        var first = await NextAsync(watch);
        first.Agents.Select(agent => agent.Id).Should().Equal("a", "c");
        first.Changes.Select(change => change.AgentId).Should().Equal("a", "c");
        first.Unreadable.Select(document => document.Path).Should().Equal("agents/b");

        await MangleAsync(test, "a");
        var second = await NextAsync(watch);
        second.Agents.Select(agent => agent.Id).Should().Equal("c");
        second.Unreadable.Select(document => document.Path).Should().Equal("agents/a", "agents/b");
        var gone = second.Changes.Should().ContainSingle().Subject;
        (gone.AgentId, gone.Before?.Id, gone.After).Should().Be(("a", "a", null));

        await test.Agents.SetStatusAsync("b", AgentStatus.Running, cancellationToken: Token);
        var third = await NextAsync(watch);
        third.Agents.Select(agent => agent.Id).Should().Equal("b", "c");
        third.Unreadable.Select(document => document.Path).Should().Equal("agents/a");
        var back = third.Changes.Should().ContainSingle().Subject;
        (back.AgentId, back.Before, back.After?.Status).Should().Be(("b", null, AgentStatus.Running));
    }

    [Fact]
    public async Task Watch_AfterWriteThatLeavesAgentUnreadable_ReportsNothing()
    {
        var test = await CreateAsync("a", "b");
        await MangleAsync(test, "b");
        await using var watch = test.Agents.WatchAllAsync(cancellationToken: Token).GetAsyncEnumerator(Token);
        await using var fleet = test.Agents
            .WatchAllAsync(liveness: LivenessDetail.Grades, cancellationToken: Token).GetAsyncEnumerator(Token);
        await NextAsync(watch);
        await NextAsync(fleet);

        await PatchAsync(test, AgentName(test, "b"), "type", Values.Of("other"));
        await test.Agents.SetStatusAsync("a", AgentStatus.Running, cancellationToken: Token);

        (await NextAsync(watch)).Changes.Select(change => change.AgentId).Should().Equal("a");
        (await NextAsync(fleet)).Changes.Select(change => change.AgentId).Should().Equal("a");
    }

    [Fact]
    public async Task WatchAllAsync_WithLivenessAndUnreadable_ReportsThemAndTheOthers()
    {
        var test = await CreateAsync("a", "b");
        await using var instance = await test.Agents.StartInstanceAsync(
            new AgentRegistration { Id = "a", Type = "github" }, cancellationToken: Token);
        await MangleAsync(test, "b");
        await AddInstanceAsync(test, "a", "odd", Values.Of("2026-11-30T12:00:00Z"));
        await using var watch = test.Agents
            .WatchAllAsync(liveness: LivenessDetail.Grades, cancellationToken: Token).GetAsyncEnumerator(Token);

        var first = await NextAsync(watch);

        var alive = first.Agents.Should().ContainSingle().Subject;
        (alive.Id, alive.Liveness!.Grade).Should().Be(("a", LivenessGrade.Alive));
        first.Unreadable.Select(document => (document.Path, document.FieldPath)).Should().Equal(
            ("agents/a/instances/odd", "lastHeartbeat"), ("agents/b", "lastRun"));

        await test.Agents.SetStatusAsync("b", AgentStatus.Idle, cancellationToken: Token);
        var second = await NextAsync(watch);
        second.Agents.Select(agent => agent.Id).Should().Equal("a", "b");
        second.Unreadable.Select(document => document.Path).Should().Equal("agents/a/instances/odd");
    }

    [Fact]
    public async Task GetLivenessAsync_WithMangledInstances_FindsTheLivingOne()
    {
        var test = await CreateAsync("a");
        await AddInstanceAsync(test, "a", "text", Values.Of("zzz"));
        await AddInstanceAsync(test, "a", "future", Values.Of(DateTimeOffset.MaxValue));

        await using var instance = await test.Agents.StartInstanceAsync(
            new AgentRegistration { Id = "a", Type = "github" }, cancellationToken: Token);

        var liveness = await test.Agents.GetLivenessAsync("a", Token);

        // A future time counts as the time of its write, which may be in the same millisecond.
        liveness.Grade.Should().Be(LivenessGrade.Alive);
        liveness.InstanceId.Should().BeOneOf(instance.InstanceId, "future");
        await using var fleet = test.Agents
            .WatchAllAsync(liveness: LivenessDetail.Grades, cancellationToken: Token).GetAsyncEnumerator(Token);
        (await NextAsync(fleet)).Agents.Should().ContainSingle().Which.Liveness!.Grade.Should().Be(LivenessGrade.Alive);
    }

    [Fact]
    public async Task SweepAsync_WithMangledDocuments_MarksAllDeadAgents()
    {
        using var logs = new HeardLogs();
        var test = await CreateAsync(logs, "a", "b", "c", "d");
        await AddInstanceAsync(test, "a", "1", Values.Of(QueueUnderTest.LongAgo), ("heartbeatMilliseconds", Values.Of("1000")));
        await AddInstanceAsync(test, "b", "1", Values.Of(QueueUnderTest.LongAgo), ("epoch", Values.Of("first")), ("busy", Values.Of("no")));
        await AddInstanceAsync(test, "c", "1", Values.Of(QueueUnderTest.LongAgo));
        await AddInstanceAsync(test, "d", "1", Values.Of(QueueUnderTest.LongAgo));
        await MangleAsync(test, "c");
        await PatchAsync(test, AgentName(test, "d"), "status", Values.Of(7));

        var marked = await test.Agents.SweepAsync(Token);

        marked.Should().BeEquivalentTo("a", "b", "c", "d");
        (await test.Agents.GetAsync("d", Token))!.Status.Should().Be(AgentStatus.Error);
        (await test.Agents.SweepAsync(Token)).Should().BeEmpty();
        logs.CountOf(InstanceNotSwept).Should().Be(0);
    }

    [Fact]
    public async Task RegisterAsync_OfMangledAgent_WritesOnlyGivenFields()
    {
        var test = await CreateAsync("a");
        await MangleAsync(test, "a");
        await PatchAsync(test, AgentName(test, "a"), "stats", Values.Of("many"));
        var registration = new AgentRegistration { Id = "a", Type = "telegram", Name = "New" };

        var agent = await test.Agents.RegisterAsync(registration, Token);
        var again = await test.Agents.RegisterAsync(registration, Token);

        (agent.Type, agent.Name, agent.LastRun, agent.Stats).Should().Be(("telegram", "New", null, AgentStats.None));
        again.Should().BeEquivalentTo(agent);
        var stored = (await test.Engine.GetAsync([AgentName(test, "a")], Token))[0].Document!.Fields;
        (stored["type"].StringValue, stored["lastRun"].StringValue, stored["stats"].StringValue)
            .Should().Be(("telegram", MangledTime, "many"));
    }

    [Fact]
    public async Task StartInstanceAsync_OfMangledAgent_Succeeds()
    {
        var test = await CreateAsync("a");
        await MangleAsync(test, "a");
        await PatchAsync(test, AgentName(test, "a"), "capabilities", Values.Of("all"));

        await using var instance = await test.Agents.StartInstanceAsync(
            new AgentRegistration { Id = "a", Type = "github" }, cancellationToken: Token);

        (await test.Agents.GetLivenessAsync("a", Token)).InstanceId.Should().Be(instance.InstanceId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StartInstanceAsync_WithUnreadableEpoch_ExceedsAllRunningEpochs(bool isNull)
    {
        var test = await CreateAsync("a");
        var registration = new AgentRegistration { Id = "a", Type = "github" };
        await using var first = await test.Agents.StartInstanceAsync(registration, cancellationToken: Token);
        await PatchAsync(test, AgentName(test, "a"), "epoch", isNull ? Values.Null : Values.Of("second"));

        await using var second = await test.Agents.StartInstanceAsync(registration, cancellationToken: Token);
        await using var third = await test.Agents.StartInstanceAsync(registration, cancellationToken: Token);

        second.Epoch.Should().BeGreaterThan(first.Epoch);
        third.Epoch.Should().Be(second.Epoch + 1);
        (await test.Agents.GetAsync("a", Token))!.Epoch.Should().Be(third.Epoch);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("version")]
    [InlineData("capabilities")]
    [InlineData("wanted")]
    [InlineData("epoch")]
    public async Task GetAsync_WithMangledOptionalField_TreatsItAsMissing(string field)
    {
        var test = await CreateAsync("a");
        await PatchAsync(test, AgentName(test, "a"), field, Values.Of([Values.Of(1)]));
        var task = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);

        var agent = await test.Agents.GetAsync("a", Token);

        (agent!.Name, agent.SoftwareVersion, agent.DesiredState, agent.Epoch, agent.Capabilities.Count)
            .Should().Be((null, null, null, 0, 0));
        (await test.Queue.ClaimAsync("github", "a", Token))!.Task.Id.Should().Be(task.Id);
    }

    private const string MangledTime = "2026-11-30T12:00:00Z";

    private Task<QueueUnderTest> CreateAsync(params string[] agents) => CreateAsync(null, agents);

    private async Task<QueueUnderTest> CreateAsync(HeardLogs? logs, params string[] agents)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), loggers: logs);
        foreach (var agent in agents)
        {
            await test.Agents.RegisterAsync(new AgentRegistration { Id = agent, Type = "github" }, Token);
        }

        return test;
    }

    private static Task MangleAsync(QueueUnderTest test, string agentId) =>
        PatchAsync(test, AgentName(test, agentId), "lastRun", Values.Of(MangledTime));

    private static Task PatchAsync(QueueUnderTest test, string name, string field, Value value) =>
        test.WriteRawAsync(Writes.Patch(name, [new(field, value)], [field]), Token);

    private static Task AddInstanceAsync(
        QueueUnderTest test, string agentId, string id, Value lastHeartbeat, params (string Field, Value Value)[] others) =>
        test.WriteRawAsync(
            Writes.Create(
                InstanceDocument.NameOf(test.Engine.Root, agentId, id),
                [
                    new("agentId", Values.Of(agentId)),
                    new("parentPath", Values.Of(test.Engine.Root.ParentPath)),
                    new("lastHeartbeat", lastHeartbeat),
                    .. others.Select(field => KeyValuePair.Create(field.Field, field.Value)),
                ]),
            Token);

    private static string AgentName(QueueUnderTest test, string agentId) => AgentWrites.NameOf(test.Engine.Root, agentId);

    private static async Task<T> NextAsync<T>(IAsyncEnumerator<T> watch) =>
        await watch.MoveNextAsync().AsTask().WaitAsync(Eventually.Patience, Token)
            ? watch.Current
            : throw new InvalidOperationException("The watch has ended.");
}
