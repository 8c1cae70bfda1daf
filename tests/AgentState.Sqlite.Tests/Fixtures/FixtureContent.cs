using AgentState.Internal.Activities;
using Google.Cloud.Firestore.V1;
using Google.Protobuf;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AgentState.Sqlite.Tests;

/// <summary>The content of the fixtures; there is one database file for each released version of the tables.</summary>
internal static class FixtureContent
{
    private const string AgentId = "fixture-agent";
    private const string UserId = "42";

    private static readonly NewTask Queued = QueueUnderTest.NewTask() with { IdempotencyKey = "fixture", Priority = 7, UserId = UserId };
    private static readonly StateMap Preferences = StateMap.FromJson("""{"theme":"dark"}""");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Writes the content to a store.</summary>
    public static async Task WriteAsync(SqliteDocumentStore store)
    {
        var test = QueueUnderTest.Over(store);
        await test.Users.CreateOrUpdateAsync(
            UserId, new UserUpdate { DisplayName = "Ada", Tier = UserTier.Pro, PreferencesToMerge = Preferences }, Token);
        await test.Agents.RegisterAsync(new AgentRegistration { Id = AgentId, Type = AgentTypes.Data }, Token);
        await test.Queue.EnqueueAsync(Queued, Token);
        await test.WriteRawAsync(Writes.Create(store.Root.Document("samples", "values"), Sample()), Token);
        await test.WriteRawAsync(Writes.Create(store.Root.Document("logs", "entry"), Entry()), Token);
    }

    /// <summary>Checks that a store has the content, that its indexes find it, and that it can be changed.</summary>
    public static async Task CheckAsync(SqliteDocumentStore store)
    {
        await CheckDocumentsAsync(store);
        await CheckIndexesAsync(QueueUnderTest.Over(store));
        await CheckQueueAsync(QueueUnderTest.Over(store).Queue);
    }

    private static async Task CheckDocumentsAsync(SqliteDocumentStore store)
    {
        var found = await store.GetAsync([store.Root.Document("samples", "values"), store.Root.Document("logs", "entry")], Token);

        found[0].Document!.Fields.Equals(new Document { Fields = { Sample() } }.Fields).Should().BeTrue("values of all types are kept");
        found[1].Document!.Fields.Equals(new Document { Fields = { Entry() } }.Fields).Should().BeTrue();
    }

    private static async Task CheckIndexesAsync(QueueUnderTest test)
    {
        var user = (await test.Users.ListAsync(UserFilter.ByTier(UserTier.Pro), cancellationToken: Token)).Items
            .Should().ContainSingle().Subject;
        (user.Id, user.DisplayName, user.Preferences).Should().Be((UserId, "Ada", Preferences));
        (await test.Agents.ListAsync(AgentFilter.ByType(AgentTypes.Data), cancellationToken: Token)).Items
            .Should().ContainSingle().Which.Id.Should().Be(AgentId);
        var entries = ActivityQueries.Listed(ActivityFilter.ByAgent(AgentId)).Build();
        (await test.Engine.QueryAsync(test.Engine.Root.Parent, entries, Token)).Documents.Should().ContainSingle();
    }

    private static async Task CheckQueueAsync(ITaskQueue queue)
    {
        var again = await queue.EnqueueAsync(Queued, Token);
        (await queue.CountAsync(TaskFilter.ByUser(UserId), Token)).Should().Be(1, "the stored task has the same key");
        var claimed = (await queue.ClaimAsync("github", "a", Token))!;
        (claimed.TaskId, claimed.Task.Priority, claimed.Task.Payload).Should().Be((again.Id, Queued.Priority, Queued.Payload));
        await claimed.CompleteAsync(cancellationToken: Token);
        (await queue.CountAsync(TaskFilter.ByStatus(AgentTaskStatus.Done), Token)).Should().Be(1);
    }

    // One value of each type.
    private static Dictionary<string, Value> Sample() => new(StringComparer.Ordinal)
    {
        ["null"] = Values.Null,
        ["boolean"] = Values.Of(true),
        ["integer"] = Values.Of(long.MaxValue),
        ["double"] = new Value { DoubleValue = -0.1 },
        ["timestamp"] = new Value { TimestampValue = new Timestamp { Seconds = 1_577_836_800, Nanos = 123_456_000 } },
        ["string"] = Values.Of("é 𝒳 \0"),
        ["bytes"] = new Value { BytesValue = ByteString.CopyFrom(0, 1, 0xFF) },
        ["reference"] = Values.Reference("projects/demo-agentstate/databases/(default)/documents/users/42"),
        ["point"] = new Value { GeoPointValue = new LatLng { Latitude = 59.9, Longitude = -10.7 } },
        ["array"] = Values.Of([Values.Of(1), Values.Of("two")]),
        ["map"] = Values.Map(("a.b", Values.Of(1)), ("nested", Values.Map())),
    };

    private static Dictionary<string, Value> Entry() => new(StringComparer.Ordinal)
    {
        ["agent"] = Values.Of(AgentId),
        ["action"] = Values.Of("fixture.written"),
        ["level"] = Values.Of("info"),
        ["timestamp"] = new Value { TimestampValue = new Timestamp { Seconds = 1_577_836_800 } },
    };
}
