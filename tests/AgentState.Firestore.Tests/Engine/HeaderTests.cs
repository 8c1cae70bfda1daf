using AgentState.TestKit;

namespace AgentState.Firestore.Tests.Engine;

/// <summary>Tests the headers of every call.</summary>
public sealed class HeaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> EveryVerb { get; } = new(SeamVerb.Methods);

    [Theory, Trait("Guarantee", "P9"), MemberData(nameof(EveryVerb))]
    public async Task AnyVerb_NamedDatabase_SendsBothRoutingHeadersAndADeadline(string method)
    {
        await using var server = await ScriptedFirestore.StartAsync(Token);
        server.On(method, SeamVerb.All[method].Good);
        await using var store = new FirestoreDocumentStore(server.Connection(new DatabaseRoot("scripted", "odd (one)")));

        await IgnoringAnswerAsync(() => SeamVerb.All[method].CallAsync(store, Token));

        var headers = server.Calls.Should().ContainSingle().Which.Headers;
        headers.Should().Contain("google-cloud-resource-prefix", "projects/scripted/databases/odd (one)");
        headers.Should().Contain("x-goog-request-params", "project_id=scripted&database_id=odd%20%28one%29");
        headers.Should().ContainKey("grpc-timeout");
        headers["x-goog-api-client"].Should().StartWith("gl-dotnet/").And.Contain("agentstate/");
    }

    [Fact, Trait("Guarantee", "P3")]
    public async Task Commit_ToAnEmulator_SendsTheOwnersToken()
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("Commit", SeamVerb.All["Commit"].Good);

        await SeamVerb.All["Commit"].CallAsync(store.Documents, Token);

        var headers = store.Server.Calls.Should().ContainSingle().Which.Headers;
        headers.Should().Contain("authorization", "Bearer owner");
        headers.Should().NotContainKey("x-goog-user-project");
    }

    [Fact, Trait("Guarantee", "P3")]
    public async Task Commit_QuotaProject_SendsItsHeader()
    {
        await using var store = await ScriptedStore.StartAsync(connection => connection with { QuotaProject = "payer" });
        store.Server.On("Commit", SeamVerb.All["Commit"].Good);

        await SeamVerb.All["Commit"].CallAsync(store.Documents, Token);

        store.Server.Calls.Should().ContainSingle().Which.Headers.Should().Contain("x-goog-user-project", "payer");
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task Commit_NewToken_IsSent()
    {
        var tokens = new Queue<string?>(["first", "first", "second", null]);
        await using var store = await ScriptedStore.StartAsync(connection => connection with { Tokens = new QueuedTokens(tokens) });
        store.Server.On("Commit", SeamVerb.All["Commit"].Good);

        for (var i = 0; i < 4; i++)
        {
            await SeamVerb.All["Commit"].CallAsync(store.Documents, Token);
        }

        store.Server.Calls.Select(call => call.Headers.GetValueOrDefault("authorization"))
            .Should().Equal("Bearer first", "Bearer first", "Bearer second", null);
    }

    // The scripted answers name documents of the default database; only the request is tested here.
    private static async Task IgnoringAnswerAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (StateUnavailableException)
        {
            // The answer names other documents than the request.
        }
    }

    private sealed class QueuedTokens(Queue<string?> tokens) : ITokenSource
    {
        public ValueTask<CallToken> GetAsync(CancellationToken cancellationToken) => new(new CallToken(tokens.Dequeue()));
    }
}
