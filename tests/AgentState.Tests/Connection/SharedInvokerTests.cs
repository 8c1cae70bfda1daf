using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using FirestoreClient = Google.Cloud.Firestore.V1.Firestore.FirestoreClient;

namespace AgentState.Tests.Connection;

/// <summary>Tests another Firestore client that uses the library's connection and credentials.</summary>
public sealed class SharedInvokerTests : IAsyncLifetime
{
    private ScriptedFirestore server = null!;
    private ServiceProvider provider = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private AgentStateClient Client => provider.GetRequiredService<AgentStateClient>();

    public async ValueTask InitializeAsync()
    {
        server = await ScriptedFirestore.StartAsync(Token);
        server.On("GetDocument", ScriptedReply.Status(StatusCode.NotFound, "Document not found"));
        server.On("RunQuery", ScriptedReply.Ok(new RunQueryResponse()));
        server.On("Listen", ScriptedReply.Ok(WatchMessages.Add));
        provider = Provider(options => options.EmulatorHost = server.Host);
    }

    public async ValueTask DisposeAsync()
    {
        await provider.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task Calls_OfEveryKind_UseTheLibrarysConnectionAndToken()
    {
        await Client.Users.GetAsync("42", Token);
        var other = new FirestoreClient(Client.GetFirestoreCallInvoker());

        var unary = () => other.GetDocumentAsync(new GetDocumentRequest { Name = "theirs" }, cancellationToken: Token).ResponseAsync;
        var blocking = () => other.GetDocument(new GetDocumentRequest { Name = "theirs" }, cancellationToken: Token);
        using var query = other.RunQuery(new RunQueryRequest(), cancellationToken: Token);
        (await query.ResponseStream.MoveNext(Token)).Should().BeTrue();
        using var listener = other.Listen(cancellationToken: Token);
        await listener.RequestStream.WriteAsync(new ListenRequest(), Token);
        (await listener.ResponseStream.MoveNext(Token)).Should().BeTrue();

        (await unary.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
        blocking.Should().Throw<RpcException>().Which.StatusCode.Should().Be(StatusCode.NotFound);
        server.Calls.Select(call => call.Method).Should().BeEquivalentTo("GetDocument", "GetDocument", "GetDocument", "RunQuery", "Listen");
        server.Calls.Should().OnlyContain(call => call.Headers["authorization"] == "Bearer owner");
        server.Calls.Select(call => call.Connection).Distinct().Should().ContainSingle("all calls share one connection");
        server.Calls.Skip(1).Should().OnlyContain(
            call => !call.Headers.ContainsKey("google-cloud-resource-prefix"), "the library does not route the calls of the other client");
        Client.Billed.Reads.Should().Be(1, "calls of the other client are not metered");
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task Calls_InSequence_SendTheCurrentTokenAndQuotaProject()
    {
        var issued = 0;
        await using var own = Provider(options =>
        {
            options.ProjectId = "mine";
            options.Endpoint = new Uri($"http://{server.Host}");
            options.Credential = FirestoreCredential.FromAccessTokens(_ => new($"token-{++issued}"));
            options.QuotaProject = "payer";
        });
        var other = new FirestoreClient(own.GetRequiredService<AgentStateClient>().GetFirestoreCallInvoker());

        for (var i = 0; i < 2; i++)
        {
            var call = () => other.GetDocumentAsync(new GetDocumentRequest(), cancellationToken: Token).ResponseAsync;
            await call.Should().ThrowAsync<RpcException>();
        }

        server.Calls.Select(call => call.Headers["authorization"]).Should().Equal("Bearer token-1", "Bearer token-2");
        server.Calls.Should().OnlyContain(call => call.Headers["x-goog-user-project"] == "payer");
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task Calls_WithOwnCredentials_KeepThem()
    {
        var other = new FirestoreClient(Client.GetFirestoreCallInvoker());
        var options = new CallOptions(cancellationToken: Token).WithCredentials(CallCredentials.FromInterceptor((_, metadata) =>
        {
            metadata.Add("authorization", "Bearer theirs");
            return Task.CompletedTask;
        }));

        var call = () => other.GetDocumentAsync(new GetDocumentRequest(), options).ResponseAsync;

        await call.Should().ThrowAsync<RpcException>();
        server.Calls.Should().ContainSingle().Which.Headers["authorization"].Should().Be("Bearer theirs");
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task Calls_AfterContainerDisposal_Fail()
    {
        var other = new FirestoreClient(Client.GetFirestoreCallInvoker());
        await provider.DisposeAsync();

        var call = () => other.GetDocumentAsync(new GetDocumentRequest(), cancellationToken: Token).ResponseAsync;

        await call.Should().ThrowAsync<Exception>();
        server.Calls.Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task GetFirestoreCallInvoker_OnEmbeddedEngine_Throws()
    {
        var services = new ServiceCollection();
        services.AddAgentState().UseEmbedded();
        await using var embedded = services.BuildServiceProvider();

        var get = () => embedded.GetRequiredService<AgentStateClient>().GetFirestoreCallInvoker();

        get.Should().Throw<InvalidOperationException>().WithMessage("*UseEmbedded*");
    }

    private static ServiceProvider Provider(Action<AgentStateOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddAgentState(configure);
        return services.BuildServiceProvider();
    }
}
