using AgentState.Internal.Data.Checks;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Sqlite.Tests;

/// <summary>A query without an index is answered by a scan and counted; the queries of the services need no scan.</summary>
[Collection(Alone.Name)]
public sealed class ScanTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "S2")]
    public async Task Query_WithoutAnIndex_IsAnsweredAndCounted()
    {
        using var counter = new ScanCounter();
        var documents = new DocumentsUnderTest(SqliteFiles.Create());
        await documents.SetAsync("a", ("n", Values.Of(2)), ("even", Values.Of(true)));
        await documents.SetAsync("b", ("n", Values.Of(3)), ("even", Values.Of(false)));
        await documents.SetAsync("c", ("n", Values.Of(1)), ("even", Values.Of(false)));
        await documents.SetAsync("d", ("even", Values.Of(false)));

        var ordered = await documents.IdsAsync(new DocumentQuery(DocumentsUnderTest.Collection).OrderByDescending("n").Build());
        var filtered = await documents.IdsAsync(
            new DocumentQuery(DocumentsUnderTest.Collection).WhereEqual("even", Values.Of(false)).OrderBy("n").Limit(1).Build());

        ordered.Should().Equal("b", "a", "c");
        filtered.Should().Equal("c");
        counter.Of(DocumentsUnderTest.Collection).Should().Be(2);
    }

    [Fact, Trait("Guarantee", "S2")]
    public async Task Query_ByIdsOrNames_ScansNothing()
    {
        using var counter = new ScanCounter();
        var documents = new DocumentsUnderTest(SqliteFiles.Create());
        await documents.SetAsync("a");
        await documents.SetAsync("b");

        var all = await documents.IdsAsync(new DocumentQuery(DocumentsUnderTest.Collection).Build());
        var behind = await documents.IdsAsync(
            new DocumentQuery(DocumentsUnderTest.Collection).StartAfter([documents.Reference("a")]).Build());
        var named = await documents.IdsAsync(
            new DocumentQuery(DocumentsUnderTest.Collection)
                .WhereIn(FieldPath.Name, [documents.Reference("b"), documents.Reference("none")]).Build());

        all.Should().Equal("a", "b");
        behind.Should().Equal("b");
        named.Should().Equal("b");
        counter.OfAll().Should().Be(0);
    }

    [Fact, Trait("Guarantee", "S2")]
    public async Task Query_OfEveryService_ScansNothing()
    {
        using var counter = new ScanCounter();
        var store = SqliteFiles.Create();
        var scanned = new List<string>();

        foreach (var (parent, query) in ServiceQueries.Of(store.Root))
        {
            var before = counter.OfAll();
            await store.QueryAsync(parent, query, Token);
            if (counter.OfAll() > before)
            {
                scanned.Add(query.ToString());
            }
        }

        scanned.Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "S2")]
    public async Task Services_MainCalls_ScanNothing()
    {
        using var counter = new ScanCounter();
        await using var folder = new DatabaseFolder();
        await using var provider = new ServiceCollection()
            .AddAgentState(options => options.Tasks.SweepOtherClientsAfter = TimeSpan.FromHours(1))
            .UseSqlite(folder.DatabasePath)
            .Services.BuildServiceProvider();
        var client = provider.GetRequiredService<AgentStateClient>();

        await client.WarmUpAsync(Token);
        await UseUsersAsync(client.Users);
        await UseAgentsAsync(client.Agents);
        await UseTasksAsync(client);
        await UseTokensAsync(client.Tokens);
        await UseActivityAsync(client.Activity);
        await ReadAsync(client.Users.ExportAsync("42", Token));

        counter.OfAll().Should().Be(0);
    }

    private static async Task UseUsersAsync(IUserStore users)
    {
        await users.GetOrCreateAsync("42", new UserUpdate { DisplayName = "Ada", Tier = UserTier.Pro }, Token);
        await users.PatchPreferencesAsync("42", MapPatch.Empty.Set("theme", "dark"), cancellationToken: Token);
        (await users.ListAsync(cancellationToken: Token)).Items.Should().ContainSingle();
        (await users.ListAsync(UserFilter.ByTier(UserTier.Pro), cancellationToken: Token)).Items.Should().ContainSingle();
        await FirstAsync(users.WatchAsync("42", Token));
    }

    private static async Task UseAgentsAsync(IAgentRegistry agents)
    {
        var registration = new AgentRegistration { Id = "a", Type = AgentTypes.Data };
        await agents.RegisterAsync(registration, Token);
        await using var instance = await agents.StartInstanceAsync(registration, cancellationToken: Token);
        await agents.SetStatusAsync("a", AgentStatus.Running, cancellationToken: Token);
        (await agents.ListAsync(cancellationToken: Token)).Items.Should().ContainSingle();
        (await agents.ListAsync(AgentFilter.ByType(AgentTypes.Data), cancellationToken: Token)).Items.Should().ContainSingle();
        (await agents.ListAsync(AgentFilter.ByStatus(AgentStatus.Running), cancellationToken: Token)).Items.Should().ContainSingle();
        (await agents.GetLivenessAsync("a", Token)).Grade.Should().NotBe(LivenessGrade.Absent);
        await agents.SweepAsync(Token);
        await FirstAsync(agents.WatchAsync("a", LivenessDetail.Grades, Token));
        await FirstAsync(agents.WatchAllAsync(AgentFilter.All, LivenessDetail.Grades, Token));
    }

    private static async Task UseTasksAsync(AgentStateClient client)
    {
        await client.Tasks.EnqueueManyAsync([.. Enumerable.Repeat(QueueUnderTest.NewTask() with { UserId = "42" }, 5)], Token);
        await client.Tasks.EnqueueAsync(QueueUnderTest.NewTask() with { Delay = TimeSpan.FromHours(1) }, Token);
        var claimed = (await client.Tasks.ClaimAsync("github", "a", Token))!;
        await claimed.RenewAsync(Token);
        await claimed.CompleteAsync(cancellationToken: Token);
        (await client.Tasks.ClaimManyAsync("github", "a", 2, Token)).Should().HaveCount(2);
        await client.TaskAdministration.SweepAsync(Token);
        await FirstAsync(client.Tasks.WatchAsync(claimed.TaskId, Token));

        (await CountAndListAsync(TaskFilter.All)).Should().Be(6);
        (await CountAndListAsync(TaskFilter.ByStatus(AgentTaskStatus.Pending))).Should().Be(2);
        (await CountAndListAsync(TaskFilter.ByType("github", AgentTaskStatus.Done))).Should().Be(1);
        (await CountAndListAsync(TaskFilter.ByAssignee("a", AgentTaskStatus.Processing))).Should().Be(2);
        (await CountAndListAsync(TaskFilter.ByCreator("telegram-agent"))).Should().Be(6);
        (await CountAndListAsync(TaskFilter.ByUser("42"))).Should().Be(5);

        async Task<long> CountAndListAsync(TaskFilter filter)
        {
            var count = await client.Tasks.CountAsync(filter, Token);
            (await client.Tasks.ListAsync(filter, cancellationToken: Token)).Items.Should().HaveCount((int)count);
            return count;
        }
    }

    private static async Task UseTokensAsync(ITokenVault tokens)
    {
        await tokens.SaveGrantAsync(
            "github",
            new NewGrant { AccessToken = new SecretString("an-access-token"), ExpiresAt = DateTimeOffset.UtcNow.AddHours(8) },
            Token);
        (await tokens.GetAccessTokenAsync("github", Token)).Should().NotBeNull();
        await tokens.CountKeysAsync(Token);
    }

    private static async Task UseActivityAsync(IActivityLog activity)
    {
        await activity.WriteAsync(new NewActivity { Agent = "a", Action = "checked", Level = ActivityLevel.Error }, Token);
        ActivityFilter[] filters =
        [
            ActivityFilter.ByAgent("a"), ActivityFilter.ByAgent("a", ActivityLevel.Warn), ActivityFilter.ByLevel(ActivityLevel.Error),
            ActivityFilter.ByAction("checked"), ActivityFilter.ByAction("checked", "a"),
        ];
        foreach (var filter in filters)
        {
            (await activity.ListAsync(filter, cancellationToken: Token)).Items.Should().NotBeEmpty();
        }

        await FirstAsync(activity.TailAsync(cancellationToken: Token));
    }

    private static async Task FirstAsync<T>(IAsyncEnumerable<T> watch)
    {
        await using var states = watch.GetAsyncEnumerator(Token);
        (await states.MoveNextAsync().AsTask().WaitAsync(Eventually.Patience, Token)).Should().BeTrue();
    }

    private static async Task ReadAsync(IAsyncEnumerable<ExportedDocument> documents)
    {
        var found = 0;
        await foreach (var _ in documents)
        {
            found++;
        }

        found.Should().BeGreaterThan(1);
    }
}
