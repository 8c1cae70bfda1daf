using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Firestore.Tests.Engine;

/// <summary>Tests what a warm-up does before the first call.</summary>
public sealed class WarmUpTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "P6")]
    public async Task WarmUpAsync_BeforeTheFirstCall_OpensTheConnectionItUses()
    {
        await using var server = await ScriptedFirestore.StartAsync(Token);
        server.On("RunQuery", ScriptedReply.Ok(new RunQueryResponse { ReadTime = WatchMessages.Time(1) }));
        server.On("GetDocument", ScriptedReply.Status(StatusCode.NotFound, "Document not found."));
        var tokens = new CountedTokens();
        await using var provider = Provide(server.Connection() with { Tokens = tokens });
        var client = provider.GetRequiredService<AgentStateClient>();

        await client.WarmUpAsync(Token);
        var fetched = tokens.Asked;
        await client.Users.GetAsync("42", Token);

        fetched.Should().Be(1);
        server.Calls.Select(call => call.Method).Should().Equal("RunQuery", "GetDocument");
        server.Calls.Select(call => call.Connection).Distinct().Should().ContainSingle();
    }

    [Fact, Trait("Guarantee", "P6")]
    public async Task WarmUpAsync_RefusedByTheServer_ThrowsItsError()
    {
        await RefusedAsync<StatePermissionException>(StatusCode.PermissionDenied);
        await RefusedAsync<DatabaseNotFoundException>(StatusCode.NotFound);
    }

    private static async Task RefusedAsync<T>(StatusCode code)
        where T : AgentStateException
    {
        await using var server = await ScriptedFirestore.StartAsync(Token);
        server.On("RunQuery", ScriptedReply.Status(code));
        await using var provider = Provide(server.Connection());

        var warmUp = () => provider.GetRequiredService<AgentStateClient>().WarmUpAsync(Token);

        await warmUp.Should().ThrowAsync<T>();
    }

    private static ServiceProvider Provide(FirestoreConnection connection)
    {
        var services = new ServiceCollection();
        services.AddAgentState();
        services.Configure<EngineOptions>("", options => options.Create = (_, _) => new FirestoreDocumentStore(connection));
        return services.BuildServiceProvider();
    }

    private sealed class CountedTokens : ITokenSource
    {
        private int asked;

        public int Asked => Volatile.Read(ref asked);

        public ValueTask<CallToken> GetAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref asked);
            return ValueTask.FromResult(new CallToken("a-token"));
        }
    }
}
