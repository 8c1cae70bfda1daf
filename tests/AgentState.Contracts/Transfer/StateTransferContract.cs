using Google.Cloud.Firestore.V1;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using NullValue = Google.Protobuf.WellKnownTypes.NullValue;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: its documents are copied to another engine, and back.</summary>
public abstract class StateTransferContract : Contract
{
    // More than one page.
    private const int Entries = 301;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CopyAsync_ToAnotherEngineAndBack_KeepsEveryField()
    {
        var engine = await CreateEngineAsync();
        await using var source = Provide(engine, engine.Root);
        await using var other = ProvideOther();
        await using var back = Provide(engine, Below(engine.Root, "envs/back"));
        var documents = await WriteAsync(engine);

        var copied = await StateTransfer.CopyAsync(ClientOf(source), ClientOf(other), cancellationToken: Token);
        var copiedBack = await StateTransfer.CopyAsync(ClientOf(other), ClientOf(back), cancellationToken: Token);

        (copied, copiedBack).Should().Be((documents, documents));
        await ExpectAsync(ClientOf(other).Engine);
        await ExpectAsync(ClientOf(back).Engine);
    }

    [Fact]
    public async Task CopyAsync_IntoOtherDocuments_ReplacesAndDeletesNone()
    {
        await using var other = ProvideOther();
        var engine = await CreateEngineAsync();
        await using var provider = Provide(engine, engine.Root);
        var (source, target) = (ClientOf(other), ClientOf(provider));
        await source.Users.GetOrCreateAsync("42", new UserUpdate { DisplayName = "Ada" }, Token);
        var before = new UserUpdate { DisplayName = "Bob", PreferencesToMerge = StateMap.Of(("theme", "dark")) };
        await target.Users.GetOrCreateAsync("42", before, Token);
        await target.Users.GetOrCreateAsync("43", cancellationToken: Token);

        await StateTransfer.CopyAsync(source, target, cancellationToken: Token);
        var again = await StateTransfer.CopyAsync(source, target, cancellationToken: Token);

        again.Should().Be(1);
        var user = await target.Users.GetAsync("42", Token);
        (user!.DisplayName, user.Preferences.Count).Should().Be(("Ada", 0));
        (await target.Users.GetAsync("43", Token)).Should().NotBeNull();
    }

    [Fact]
    public async Task CopyAsync_WithProgress_ReportsAndBillsEveryDocument()
    {
        var engine = await CreateEngineAsync();
        await using var source = Provide(engine, engine.Root);
        await using var other = ProvideOther();
        var documents = await WriteAsync(engine);
        var progress = new Reports();

        await StateTransfer.CopyAsync(ClientOf(source), ClientOf(other), progress, Token);

        progress.Items[0].Copied.Should().Be(0);
        progress.Items[0].Total.Should().BeGreaterThan(Entries);
        progress.Items[^1].Should().Be(new StateTransferProgress { Copied = documents, Total = documents });
        progress.Items.Select(report => report.Copied).Should().BeInAscendingOrder();
        ClientOf(other).Billed.Writes.Should().Be(documents);
    }

    [Fact]
    public async Task CopyAsync_OfAQueue_LeavesItsTasksClaimable()
    {
        var engine = await CreateEngineAsync();
        await using var source = Provide(engine, engine.Root);
        await using var other = ProvideOther();
        var (from, to) = (ClientOf(source), ClientOf(other));
        await from.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
        var id = (await from.Tasks.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        var task = await from.Tasks.GetAsync(id, Token);

        await StateTransfer.CopyAsync(from, to, cancellationToken: Token);

        var claimed = await to.Tasks.ClaimAsync("github", "a", Token);
        claimed!.Task.Id.Should().Be(id);
        claimed.Task.Payload.Should().Be(task!.Payload);
        claimed.Task.CreatedAt.Should().Be(task.CreatedAt);
        await claimed.CompleteAsync(cancellationToken: Token);
        (await to.Tasks.GetAsync(id, Token))!.Status.Should().Be(AgentTaskStatus.Done);
    }

    private static AgentStateClient ClientOf(ServiceProvider provider) => provider.GetRequiredService<AgentStateClient>();

    private static ServiceProvider Provide(IDocumentStore engine, DatabaseRoot root)
    {
        var services = new ServiceCollection();
        services.AddAgentState();
        services.Configure<EngineOptions>("", options => options.Create = (_, _) => new Undisposed(engine, root));
        return services.BuildServiceProvider();
    }

    // Another project and another parent path.
    private static ServiceProvider ProvideOther()
    {
        var services = new ServiceCollection();
        services.AddAgentState(options => (options.ProjectId, options.ParentPath) = ("another-project", "envs/other")).UseEmbedded();
        return services.BuildServiceProvider();
    }

    private static DatabaseRoot Below(DatabaseRoot root, string path) =>
        new(root.ProjectId, root.DatabaseId, root.ParentPath.Length == 0 ? path : $"{root.ParentPath}/{path}");

    private static async Task<long> WriteAsync(IDocumentStore engine)
    {
        var writes = DocumentsOf(engine.Root).Select(static document => new Write { Update = document }).ToList();
        (await engine.CommitDirectlyAsync(writes, Token)).Kind.Should().Be(OutcomeKind.Applied);
        return writes.Count;
    }

    private static async Task ExpectAsync(IDocumentStore engine)
    {
        var expected = DocumentsOf(engine.Root);
        var found = await engine.GetAsync([.. expected.Select(static document => document.Name)], Token);
        for (var i = 0; i < expected.Count; i++)
        {
            found[i].Document.Should().NotBeNull("{0} was copied", expected[i].Name);
            found[i].Document!.Fields.Equals(expected[i].Fields).Should().BeTrue("{0} is unchanged", expected[i].Name);
        }
    }

    // The documents as they must be in a database. One of them is unreadable for the library, and several have fields of other programs.
    private static IReadOnlyList<Document> DocumentsOf(DatabaseRoot root) =>
    [
        Of(root, "users/42", ("displayName", Values.Of("Ada")), ("ofAnotherProgram", Values.Map(("theme", Values.Of("dark"))))),
        Of(root, "agents/a", ("status", Values.Of("idle"))),
        Of(root, "agents/a/instances/i1", ("agentId", Values.Of("a")), ("parentPath", Values.Of(root.ParentPath))),
        Of(root, "agents/a/instances/i2", ("agentId", Values.Of("a"))),
        Of(root, "agents/b"),
        Of(root, "taskTypes/github", ("limit", Values.Of(2))),
        Of(root, "taskTypes/github/slots/1", ("taskId", Values.Of("t1"))),
        Of(root, "tasks/unreadable", ("status", Values.Of(7)), ("payload", Values.Of("not a map"))),
        Of(root, "tasks/values", EveryKind(root.Document("users", "42"))),
        Of(root, "tokens/github", ("accessToken", Values.Of("access"))),
        .. Enumerable.Range(0, Entries).Select(i => Of(root, $"logs/entry-{i}", ("details", Values.Map(("number", Values.Of(i)))))),
    ];

    private static (string Name, Value Value)[] EveryKind(string user) =>
    [
        ("null", new Value { NullValue = NullValue.NullValue }),
        ("flag", Values.Of(true)),
        ("integer", Values.Of(long.MaxValue)),
        ("double", new Value { DoubleValue = 0.1 }),
        ("notANumber", new Value { DoubleValue = BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0000) }),
        ("time", Values.Of(DateTimeOffset.UnixEpoch.AddMicroseconds(1))),
        ("text", Values.Of("projects/a/databases/b/documents/users/42")),
        ("bytes", new Value { BytesValue = ByteString.CopyFrom(0, 255) }),
        ("place", new Value { GeoPointValue = new() { Latitude = 1, Longitude = 2 } }),
        ("reference", Values.Reference(user)),
        ("elsewhere", Values.Reference("projects/elsewhere/databases/(default)/documents/users/42")),
        ("nested", Values.Map(("list", Values.Of([Values.Of(1), Values.Map(("user", Values.Reference(user)))])))),
    ];

    private static Document Of(DatabaseRoot root, string path, params ReadOnlySpan<(string Name, Value Value)> fields)
    {
        var document = new Document { Name = $"{root.Parent}/{path}" };
        foreach (var (name, value) in fields)
        {
            document.Fields.Add(name, value);
        }

        return document;
    }

    private sealed class Reports : IProgress<StateTransferProgress>
    {
        public List<StateTransferProgress> Items { get; } = [];

        public void Report(StateTransferProgress value) => Items.Add(value);
    }
}
