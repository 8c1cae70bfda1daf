using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>
/// Every way to read a collection of 1,000 documents with mangled fields reports each document: as an item, or as unreadable.
/// </summary>
public abstract class MangledContract : Contract
{
    private const int Count = 1_000;

    private static readonly StateMap Map = StateMap.FromDictionary(new Dictionary<string, object?> { ["key"] = 1L });

    private readonly int seed = Random.Shared.Next();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListUsers_WithMangledDocuments_ReportsEachExactlyOnce()
    {
        var (test, mangled) = await CreateAsync();
        var sound = new Dictionary<string, Value>
        {
            ["preferences"] = Values.Of(Map),
            ["tier"] = Values.Of("pro"),
            ["displayName"] = Values.Of("Ada"),
            ["createdAt"] = Values.Of(QueueUnderTest.LongAgo),
            ["updatedAt"] = Values.Of(QueueUnderTest.LongAgo),
        };
        var written = await mangled.WriteAsync(test, Names(test, "users"), sound, [], Token);

        var (items, unreadable) = await AllAsync(page => test.Users.ListAsync(page: page, cancellationToken: Token));

        ShouldBeAll(test, written.Keys, items.Select(user => $"users/{user.Id}"), unreadable);
        await ShouldFailAloneAsync(unreadable, id => test.Users.GetAsync(id, Token));
    }

    [Fact]
    public async Task ListAndWatchAgents_WithMangledDocuments_ReportEachExactlyOnce()
    {
        var (test, mangled) = await CreateAsync();
        var sound = new Dictionary<string, Value>
        {
            ["type"] = Values.Of("github"),
            ["status"] = Values.Of("idle"),
            ["lastRun"] = Values.Of(QueueUnderTest.LongAgo),
            ["config"] = Values.Of(Map),
            ["stats"] = Values.Map(("tasksCompleted", Values.Of(1)), ("errors", Values.Of(2))),
            ["capabilities"] = Values.Of([Values.Of("code")]),
            ["wanted"] = Values.Of("running"),
            ["epoch"] = Values.Of(3),
        };
        var written = await mangled.WriteAsync(test, Names(test, "agents"), sound, [], Token);
        await using var watch = test.Agents.WatchAllAsync(cancellationToken: Token).GetAsyncEnumerator(Token);
        await using var fleet = test.Agents
            .WatchAllAsync(liveness: LivenessDetail.Grades, cancellationToken: Token).GetAsyncEnumerator(Token);

        var (items, unreadable) = await AllAsync(page => test.Agents.ListAsync(page: page, cancellationToken: Token));
        var (watched, fleetWatched) = (await NextAsync(watch), await NextAsync(fleet));

        ShouldBeAll(test, written.Keys, items.Select(agent => $"agents/{agent.Id}"), unreadable);
        ShouldBeAll(test, written.Keys, watched.Agents.Select(agent => $"agents/{agent.Id}"), watched.Unreadable);
        ShouldBeAll(test, written.Keys, fleetWatched.Agents.Select(agent => $"agents/{agent.Id}"), fleetWatched.Unreadable);
        watched.Unreadable.Should().BeEquivalentTo(unreadable);
        fleetWatched.Unreadable.Should().BeEquivalentTo(unreadable);
        await ShouldFailAloneAsync(unreadable, id => test.Agents.GetAsync(id, Token));
    }

    [Fact]
    public async Task WatchAndSweep_WithMangledInstances_StillHandleEveryAgent()
    {
        const int agents = 20;
        var (test, mangled) = await CreateAsync();
        for (var i = 0; i < agents; i++)
        {
            await test.Agents.RegisterAsync(new AgentRegistration { Id = $"{i}", Type = "github" }, Token);
        }

        var sound = new Dictionary<string, Value>
        {
            ["agentId"] = Values.Of("a"),
            ["parentPath"] = Values.Of(test.Engine.Root.ParentPath),
            ["epoch"] = Values.Of(1),
            ["heartbeatMilliseconds"] = Values.Of(30_000),
            ["busy"] = Values.Of(true),
            ["startedAt"] = Values.Of(QueueUnderTest.LongAgo),
            ["lastHeartbeat"] = Values.Of(QueueUnderTest.LongAgo),
        };
        var names = Enumerable.Range(0, Count).Select(i => InstanceDocument.NameOf(test.Engine.Root, $"{i % agents}", $"{i:0000}"));
        var written = await mangled.WriteAsync(test, names, sound, ["parentPath"], Token);
        await using var fleet = test.Agents
            .WatchAllAsync(liveness: LivenessDetail.Grades, cancellationToken: Token).GetAsyncEnumerator(Token);

        var watched = await NextAsync(fleet);

        watched.Agents.Should().HaveCount(agents).And.OnlyContain(agent => agent.Liveness!.InstanceId != null);
        watched.Unreadable.Select(document => document.Path).Should().BeEquivalentTo(
            written.Values
                .Where(document => document.Fields.GetValueOrDefault("lastHeartbeat")?.ValueTypeCase is { } type
                    and not (Value.ValueTypeOneofCase.TimestampValue or Value.ValueTypeOneofCase.NullValue))
                .Select(document => test.Engine.Root.PathOf(document.Name)),
            "a document without a heartbeat is not an instance");

        await using var living = await test.Agents.StartInstanceAsync(
            new AgentRegistration { Id = "0", Type = "github" }, cancellationToken: Token);
        (await test.Agents.SweepAsync(Token)).Should().NotContain("0").And.NotBeEmpty();
        (await test.Agents.SweepAsync(Token)).Should().BeEmpty();
    }

    [Fact]
    public async Task ListAndClaimTasks_WithMangledDocuments_SkipOnlyUnreadableOnes()
    {
        var (test, mangled) = await CreateAsync();
        var written = await mangled.WriteAsync(test, Names(test, "tasks"), SoundTask("pending"), ["status", "type"], Token);
        var filter = TaskFilter.ByType("github", AgentTaskStatus.Pending);
        var ordered = written.Values.Where(document => document.Fields.ContainsKey("createdAt")).Select(document => document.Name).ToList();

        var (items, unreadable) = await AllAsync(page => test.Queue.ListAsync(filter, page, Token));

        ShouldBeAll(test, ordered, items.Select(task => $"tasks/{task.Id}"), unreadable);
        (await test.Queue.CountAsync(filter, Token)).Should().Be(ordered.Count);
        await ShouldFailAloneAsync(unreadable, id => test.Queue.GetAsync(id, Token));

        var good = (await test.Queue.EnqueueManyAsync([.. Enumerable.Repeat(QueueUnderTest.NewTask(priority: 1), 5)], Token))
            .Select(task => task.TaskId).ToList();
        var claimed = new HashSet<string>();
        while (await test.Queue.ClaimManyAsync("github", "a", 50, Token) is [_, ..] some)
        {
            claimed.UnionWith(some.Select(task => task.Task.Id));
        }

        claimed.Should().Contain(good);
        claimed.Should().NotIntersectWith(unreadable.Select(document => document.Path["tasks/".Length..]));
    }

    [Fact]
    public async Task SweepTasks_WithMangledDocuments_SweepsEveryReadableTask()
    {
        var (test, mangled) = await CreateAsync();
        await mangled.WriteAsync(test, Names(test, "tasks"), SoundTask("processing"), ["status", "leaseExpiresAt"], Token);
        await mangled.WriteAsync(
            test, [test.NameOf("zz-good")], SoundTask("processing"), [.. SoundTask("processing").Keys.Except(["priority"])], Token);
        await test.PatchRawAsync("zz-good", new Dictionary<string, Value?> { ["priority"] = Values.Of(5) }, Token);

        await test.Administration.SweepAsync(Token);

        (await test.Queue.GetAsync("zz-good", Token))!.Status.Should().Be(AgentTaskStatus.Scheduled);
        var (items, unreadable) = await AllAsync(
            page => test.Queue.ListAsync(TaskFilter.ByStatus(AgentTaskStatus.Processing), page, Token));
        items.Where(task => TaskFence.LeaseEnd(task) is not null).Should().BeEmpty("every readable task with a lease was swept");
        unreadable.Should().NotBeEmpty();
    }

    [Fact]
    public async Task ListAndTail_WithMangledEntries_ReturnEveryReadableEntry()
    {
        var (test, mangled) = await CreateAsync();
        var sound = new Dictionary<string, Value>
        {
            ["agent"] = Values.Of("a"),
            ["action"] = Values.Of("acted"),
            ["level"] = Values.Of("info"),
            ["details"] = Values.Of(Map),
            ["timestamp"] = Values.Of(QueueUnderTest.LongAgo),
            ["occurredAt"] = Values.Of(QueueUnderTest.LongAgo),
            ["traceId"] = Values.Of("4bf92f3577b34da6a3ce929d0e0e4736"),
        };
        await test.WriteRawAsync(Writes.Create(test.Engine.Root.Document("logs", "first"), sound), Token);
        var options = new ActivityTailOptions { Buffer = Count * 2 };
        await using var tail = test.Activity.TailAsync(options: options, cancellationToken: Token).GetAsyncEnumerator(Token);
        List<string> received = [(await NextAsync(tail)).Entry!.Id];
        var written = await mangled.WriteAsync(test, Names(test, "logs"), sound, ["timestamp"], Token);
        await test.WriteRawAsync(Writes.Create(test.Engine.Root.Document("logs", "zz-last"), sound), Token);

        var (items, unreadable) = await AllAsync(page => test.Activity.ListAsync(page: page, cancellationToken: Token));
        while (received is not [.., "zz-last"])
        {
            var item = await NextAsync(tail);
            item.Missed.Should().Be(0);
            received.Add(item.Entry!.Id);
        }

        ShouldBeAll(test, written.Keys, items.Select(entry => $"logs/{entry.Id}").Except(["logs/first", "logs/zz-last"]), unreadable);
        received.Should().BeEquivalentTo(items.Select(entry => entry.Id));
    }

    [Fact]
    public async Task ListActivity_WithMangledTimes_ReportsEachExactlyOnce()
    {
        var (test, mangled) = await CreateAsync();
        var sound = new Dictionary<string, Value> { ["timestamp"] = Values.Of(QueueUnderTest.LongAgo), ["details"] = Values.Of(Map) };
        var written = await mangled.WriteAsync(test, Names(test, "logs"), sound, [], Token);

        var (items, unreadable) = await AllAsync(page => test.Activity.ListAsync(page: page, cancellationToken: Token));

        var ordered = written.Values.Where(document => document.Fields.ContainsKey("timestamp")).Select(document => document.Name);
        ShouldBeAll(test, ordered, items.Select(entry => $"logs/{entry.Id}"), unreadable);
    }

    [Fact]
    public async Task ReencryptAsync_WithMangledGrants_StillReencryptsTheValidOne()
    {
        var engine = await CreateEngineAsync();
        var (test, mangled) = Create(engine);
        var old = VaultUnderTest.Over(engine, encrypted: KeysUnderTest.Form(KeysUnderTest.First));
        await old.Vault.SaveGrantAsync("zz-good", Grant, Token);
        var sound = (await engine.GetAsync([engine.Root.Document("tokens", "zz-good")], Token))[0].Document!.Fields;
        var written = await mangled.WriteAsync(test, Names(test, "tokens"), sound, [], Token);
        var rotated = VaultUnderTest.Over(engine, encrypted: KeysUnderTest.Form(KeysUnderTest.Second, KeysUnderTest.First));

        var report = await rotated.Vault.ReencryptAsync(Token);

        report.Documents.Should().BeInRange(1, written.Count + 1);
        report.Unreadable.Should().BeLessThan(report.Documents);
        var alone = VaultUnderTest.Over(engine, encrypted: KeysUnderTest.Form(KeysUnderTest.Second));
        (await alone.Vault.GetGrantAsync("zz-good", Token))!.AccessToken!.Reveal().Should().Be("access");
    }

    private static NewGrant Grant =>
        new()
        {
            AccessToken = new SecretString("access"),
            RefreshToken = new SecretString("refresh"),
            ExpiresAt = DateTimeOffset.UtcNow.AddHours(1),
        };

    private static Dictionary<string, Value> SoundTask(string status) => new()
    {
        ["type"] = Values.Of("github"),
        ["status"] = Values.Of(status),
        ["priority"] = Values.Of(5),
        ["createdBy"] = Values.Of("b"),
        ["assignedTo"] = status == "processing" ? Values.Of("a") : Values.Null,
        ["payload"] = Values.Of(Map),
        ["result"] = Values.Null,
        ["error"] = Values.Null,
        ["createdAt"] = Values.Of(QueueUnderTest.LongAgo),
        ["updatedAt"] = Values.Of(QueueUnderTest.LongAgo),
        ["attempt"] = Values.Of(1),
        ["maxAttempts"] = Values.Of(5),
        ["leaseExpiresAt"] = Values.Of(QueueUnderTest.LongAgo),
        ["claimToken"] = Values.Of(ClaimTokens.For("a", "1")),
        ["marks"] = Values.Of([Values.Of("m")]),
    };

    private static IEnumerable<string> Names(QueueUnderTest test, string collection) =>
        Enumerable.Range(0, Count).Select(i => test.Engine.Root.Document(collection, $"{i:0000}"));

    private static async Task<(List<T> Items, List<UnreadableDocument> Unreadable)> AllAsync<T>(Func<PageRequest, Task<Page<T>>> read)
    {
        var (items, unreadable) = (new List<T>(), new List<UnreadableDocument>());
        var request = new PageRequest { Size = 70 };
        do
        {
            var page = await read(request);
            items.AddRange(page.Items);
            unreadable.AddRange(page.Unreadable);
            request = request with { ContinuationToken = page.ContinuationToken };
        }
        while (request.ContinuationToken is not null);

        return (items, unreadable);
    }

    private static async Task<T> NextAsync<T>(IAsyncEnumerator<T> watch) =>
        await watch.MoveNextAsync().AsTask().WaitAsync(Eventually.Patience, Token)
            ? watch.Current
            : throw new InvalidOperationException("The watch has ended.");

    // A call that names an unreadable document fails for the same reason.
    private static async Task ShouldFailAloneAsync(IEnumerable<UnreadableDocument> unreadable, Func<string, Task> read)
    {
        foreach (var document in unreadable.Take(20))
        {
            var get = () => read(document.Path.Split('/')[1]);
            var error = (await get.Should().ThrowAsync<StateDataException>()).Which;
            new UnreadableDocument { Path = error.Path!, FieldPath = error.FieldPath, Reason = error.Message }.Should().Be(document);
        }
    }

    private async Task<(QueueUnderTest Test, MangledDocuments Mangled)> CreateAsync() => Create(await CreateEngineAsync());

    private (QueueUnderTest Test, MangledDocuments Mangled) Create(IDocumentStore engine)
    {
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        return (QueueUnderTest.Over(engine), new MangledDocuments(seed));
    }

    private void ShouldBeAll(
        QueueUnderTest test, IEnumerable<string> names, IEnumerable<string> items, IEnumerable<UnreadableDocument> unreadable)
    {
        var paths = unreadable.Select(document => document.Path).ToList();
        paths.Should().NotBeEmpty("(seed {0}) some documents are unreadable", seed);
        items.Concat(paths)
            .Should().BeEquivalentTo(names.Select(test.Engine.Root.PathOf), "(seed {0}) each document is reported once", seed);
    }
}
