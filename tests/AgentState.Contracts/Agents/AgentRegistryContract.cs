using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.Value.ValueTypeOneofCase;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: <see cref="IAgentRegistry"/> except counters and watches.</summary>
public abstract class AgentRegistryContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RegisterAsync_OfNewAgent_StoresSharedFields()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        var agent = await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = AgentTypes.GitHub }, Token);

        var stored = await StoredAsync(test, "a");
        stored.Fields.ToDictionary(field => field.Key, field => field.Value.ValueTypeCase).Should().BeEquivalentTo(
            new Dictionary<string, Value.ValueTypeOneofCase>
            {
                ["type"] = StringValue,
                ["status"] = StringValue,
                ["config"] = Value.ValueTypeOneofCase.MapValue,
                ["stats"] = Value.ValueTypeOneofCase.MapValue,
            });
        stored.Fields["status"].StringValue.Should().Be("idle");
        stored.Fields["stats"].MapValue.Fields.Should().HaveCount(2).And.OnlyContain(counter => counter.Value.IntegerValue == 0);
        agent.Should().BeEquivalentTo(AgentDocument.Read(stored));
    }

    [Fact]
    public async Task RegisterAsync_OfExistingAgent_WritesOnlyGivenFields()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Agents.RegisterAsync(
            new AgentRegistration { Id = "a", Type = "github", Name = "Octo", Capabilities = ["review"], Config = Map("model", "small") },
            Token);
        await test.Agents.SetStatusAsync("a", AgentStatus.Running, cancellationToken: Token);
        await test.Agents.IncrementStatsAsync("a", new AgentStats { TasksCompleted = 3 }, Token);
        await PatchRawAsync(test, "a", "foreign", Values.Of("kept"));

        var agent = await test.Agents.RegisterAsync(
            new AgentRegistration { Id = "a", Type = "data", SoftwareVersion = "2.0", Capabilities = ["review", "merge"] }, Token);

        agent.Should().BeEquivalentTo(new
        {
            Type = "data",
            Name = "Octo",
            SoftwareVersion = "2.0",
            Capabilities = new[] { "review", "merge" },
            Config = Map("model", "small"),
            Status = AgentStatus.Running,
            Stats = new AgentStats { TasksCompleted = 3 },
        });
        agent.Should().BeEquivalentTo(await test.Agents.GetAsync("a", Token));
        (await StoredAsync(test, "a")).Fields["foreign"].StringValue.Should().Be("kept");
    }

    [Fact]
    public async Task RegisterAsync_OfUnchangedDefinition_WritesNothing()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var definition =
            new AgentRegistration { Id = "a", Type = "github", Name = "Octo", Config = Map("model", "small"), Capabilities = ["x"] };
        var first = await test.Agents.RegisterAsync(definition, Token);
        var before = test.Stack.Billed.Read();

        var again = await test.Agents.RegisterAsync(definition, Token);

        again.Should().BeEquivalentTo(first);
        (test.Stack.Billed.Read() with { Reads = 0 }).Should().Be(before with { Reads = 0 });
    }

    [Fact]
    public async Task RegisterAsync_ManyAtOnce_CreatesOneAgent()
    {
        var engine = await CreateEngineAsync();
        var processes = Enumerable.Range(0, 8).Select(number => (Number: number, Test: QueueUnderTest.Over(engine))).ToList();

        await Task.WhenAll(processes.Select(process => Task.Run(
            () => process.Test.Agents.RegisterAsync(
                new AgentRegistration { Id = "a", Type = "github", Name = $"name {process.Number}" }, Token),
            Token)));

        var agent = await processes[0].Test.Agents.GetAsync("a", Token);
        agent!.Name.Should().StartWith("name ");
        agent.Status.Should().Be(AgentStatus.Idle);
    }

    [Fact, Trait("Guarantee", "A2")]
    public async Task SetStatusAsync_OfAgent_WritesOnlyStatusAndLastRunInOneCall()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github", Config = Map("model", "small") }, Token);
        var before = await StoredAsync(test, "a");
        var calls = test.Faults.Calls.Count;
        var billed = test.Stack.Billed.Read();

        await test.Agents.SetStatusAsync("a", AgentStatus.Error, cancellationToken: Token);

        test.Faults.Calls.Skip(calls).Should().Equal(Verb.Commit);
        test.Stack.Billed.Read().Should().Be(billed with { Writes = billed.Writes + 1 });
        var after = await StoredAsync(test, "a");
        after.Fields["status"].StringValue.Should().Be("error");
        after.Fields["lastRun"].TimestampValue.ToDateTimeOffset().Should()
            .BeCloseTo(after.UpdateTime.ToDateTimeOffset(), TimeSpan.FromSeconds(5), "it is the server time of the commit");
        after.Fields.Where(field => field.Key is not ("status" or "lastRun"))
            .Should().BeEquivalentTo(before.Fields.Where(field => field.Key != "status"));
    }

    [Fact, Trait("Guarantee", "A2")]
    public async Task SetStatusAsync_OfUnknownAgent_CreatesStatusAndLastRunOnly()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        await test.Agents.SetStatusAsync("new", AgentStatus.Running, cancellationToken: Token);

        (await StoredAsync(test, "new")).Fields.Keys.Should().BeEquivalentTo("status", "lastRun");
        var agent = await test.Agents.GetAsync("new", Token);
        agent!.Type.Should().BeNull();
        agent.Status.Should().Be(AgentStatus.Running);
        agent.LastRun.Should().NotBeNull();
        agent.Stats.Should().Be(new AgentStats());
        agent.Config.Should().Be(StateMap.Empty);
    }

    [Theory, Trait("Guarantee", "A2")]
    [InlineData(AgentStatus.Unknown)]
    [InlineData((AgentStatus)17)]
    public async Task SetStatusAsync_WithInvalidStatus_ThrowsBeforeAnyCall(AgentStatus status)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        var set = () => test.Agents.SetStatusAsync("a", status, cancellationToken: Token);

        await set.Should().ThrowAsync<ArgumentOutOfRangeException>().WithParameterName(nameof(status));
        test.Faults.Calls.Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "A2")]
    public async Task SetStatusAsync_UnderFaults_TakesEffectAndKeepsOtherWrites()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
        test.Faults.Next(
            Verb.Commit,
            Fault.LoseReplyBehind(() => PatchRawAsync(test, "a", "neighbour", Values.Of(1))),
            Fault.LoseRequest,
            Fault.Abort);

        await test.Agents.SetStatusAsync("a", AgentStatus.Running, cancellationToken: Token);

        (await test.Agents.GetAsync("a", Token))!.Status.Should().Be(AgentStatus.Running);
        (await StoredAsync(test, "a")).Fields.Should().ContainKey("neighbour");
    }

    [Fact]
    public async Task GetAsync_OfAnotherClientsAgent_ReadsItWithDefaults()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.WriteRawAsync(
            Writes.Create(
                AgentName(test, "foreign"),
                [
                    new("type", Values.Of("telegram")),
                    new("status", Values.Of("dreaming")),
                    new("stats", Values.Map(("tasksCompleted", new Value { DoubleValue = 4 }))),
                    new("lastRun", Values.Null),
                ]),
            Token);

        var agent = await test.Agents.GetAsync("foreign", Token);

        agent.Should().BeEquivalentTo(new
        {
            Id = "foreign",
            Type = "telegram",
            Status = AgentStatus.Unknown,
            LastRun = (DateTimeOffset?)null,
            Stats = new AgentStats { TasksCompleted = 4 },
            Config = StateMap.Empty,
            Capabilities = Array.Empty<string>(),
        });
    }

    [Fact]
    public async Task GetAsync_OfUnreadableAgent_ThrowsWithItsField()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.WriteRawAsync(
            Writes.Create(AgentName(test, "odd"), [new("stats", Values.Map(("errors", Values.Of("many"))))]), Token);

        var get = () => test.Agents.GetAsync("odd", Token);

        (await get.Should().ThrowAsync<StateDataException>()).Which.FieldPath.Should().Be("stats.errors");
    }

    [Fact]
    public async Task GetAsync_OfUnknownAgent_ReturnsNull()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        (await test.Agents.GetAsync("unknown", Token)).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "A11")]
    public async Task ListAsync_ByTypeAndStatus_ReturnsPagesInIdOrder()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        string[] ids = ["a", "b", "c", "d", "e", "\u00e9", "\U0001F600", "Z", "10", "9"];
        foreach (var (id, at) in ids.Select((id, at) => (id, at)))
        {
            await test.Agents.RegisterAsync(new AgentRegistration { Id = id, Type = at % 2 == 0 ? "github" : "data" }, Token);
            await test.Agents.SetStatusAsync(id, at % 3 == 0 ? AgentStatus.Running : AgentStatus.Idle, cancellationToken: Token);
        }

        (await IdsAsync(null)).Should().Equal("10", "9", "Z", "a", "b", "c", "d", "e", "\u00e9", "\U0001F600");
        (await IdsAsync(AgentFilter.ByType("github"))).Should().Equal("10", "a", "c", "e", "\U0001F600");
        (await IdsAsync(AgentFilter.ByStatus(AgentStatus.Running))).Should().Equal("9", "a", "d", "\U0001F600");
        (await IdsAsync(AgentFilter.ByType("github", AgentStatus.Running))).Should().Equal("a", "\U0001F600");
        (await IdsAsync(AgentFilter.ByType("none"))).Should().BeEmpty();

        async Task<IReadOnlyList<string>> IdsAsync(AgentFilter? filter)
        {
            var found = new List<string>();
            string? token = null;
            do
            {
                var page = await test.Agents.ListAsync(filter, new PageRequest { Size = 3, ContinuationToken = token }, Token);
                found.AddRange(page.Items.Select(agent => agent.Id));
                token = page.ContinuationToken;
            }
            while (token is not null);

            return found;
        }
    }

    [Fact, Trait("Guarantee", "A11")]
    public async Task ListAsync_WithTokenOfAnotherFilter_Throws()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
        var page = await test.Agents.ListAsync(null, new PageRequest { Size = 1 }, Token);

        var list = () => test.Agents.ListAsync(
            AgentFilter.ByType("github"), new PageRequest { ContinuationToken = page.ContinuationToken }, Token);

        await list.Should().ThrowAsync<ArgumentException>().WithParameterName("page");
    }

    [Fact, Trait("Guarantee", "A11")]
    public async Task DeregisterAsync_CalledTwice_DeletesTheAgent()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);

        await test.Agents.DeregisterAsync("a", Token);
        await test.Agents.DeregisterAsync("a", Token);

        (await test.Agents.GetAsync("a", Token)).Should().BeNull();
        (await test.Agents.ListAsync(cancellationToken: Token)).Items.Should().BeEmpty();
    }

    private static StateMap Map(string key, object? value) => StateMap.FromDictionary(new Dictionary<string, object?> { [key] = value });

    private static string AgentName(QueueUnderTest test, string id) => test.Engine.Root.Document("agents", id);

    private static async Task<Document> StoredAsync(QueueUnderTest test, string id) =>
        (await test.Engine.GetAsync([AgentName(test, id)], Token))[0].Document.Should().NotBeNull().And.BeOfType<Document>().Subject;

    private static Task PatchRawAsync(QueueUnderTest test, string id, string field, Value value) =>
        test.WriteRawAsync(Writes.Patch(AgentName(test, id), [new(field, value)], [field]), Token);
}
