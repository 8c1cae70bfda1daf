using System.Net;
using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using FirestoreClient = Google.Cloud.Firestore.V1.Firestore.FirestoreClient;

namespace AgentState.Tests.Connection;

/// <summary>Tests that the library sends its calls through the application's handler or invoker, and does not dispose it.</summary>
public sealed class OwnTransportTests : IAsyncLifetime
{
    private ScriptedFirestore server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await ScriptedFirestore.StartAsync(Token);
        server.On("GetDocument", ScriptedReply.Status(StatusCode.NotFound, "Document not found"));
        server.On("Listen", ScriptedReply.Ok(WatchMessages.Add, WatchMessages.Current, WatchMessages.Consistent(1)).ThenStall());
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact, Trait("Guarantee", "P9")]
    public async Task HttpHandler_OfTheApplication_IsUsedButNotChangedOrDisposed()
    {
        using var sockets = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        using var handler = new CountingHandler(sockets);
        await using (var provider = Provider(options =>
        {
            options.EmulatorHost = server.Host;
            options.UseHttpHandler(handler);
        }))
        {
            await UseAsync(provider.GetRequiredService<AgentStateClient>());
        }

        handler.Sent.Should().Be(2);
        handler.IsDisposed.Should().BeFalse();
        sockets.ConnectCallback.Should().BeNull("gRPC sets the connect callback of a SocketsHttpHandler that it sees");
        server.Calls.Should().OnlyContain(call => call.Headers["authorization"] == "Bearer owner");
        using var again = new HttpMessageInvoker(handler, disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{server.Host}/")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var send = () => again.SendAsync(request, Token);
        await send.Should().NotThrowAsync<ObjectDisposedException>();
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task HttpHandler_SharedByTwoContainers_OutlivesTheFirst()
    {
        using var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        for (var i = 0; i < 2; i++)
        {
            await using var provider = Provider(options =>
            {
                options.EmulatorHost = server.Host;
                options.UseHttpHandler(handler);
            });
            await UseAsync(provider.GetRequiredService<AgentStateClient>());
        }

        server.Calls.Should().HaveCount(4);
    }

    [Theory, Trait("Guarantee", "P9")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CallInvoker_WithOrWithoutCredential_SendsTokenOnlyIfSet(bool hasCredential)
    {
        using var channel = GrpcChannel.ForAddress($"http://{server.Host}");
        await using (var provider = Provider(options =>
        {
            options.ProjectId = "mine";
            options.Credential = hasCredential ? FirestoreCredential.FromAccessTokens(_ => new("own")) : null;
            options.UseCallInvoker(channel.CreateCallInvoker());
        }))
        {
            await UseAsync(provider.GetRequiredService<AgentStateClient>());
        }

        server.Calls.Select(call => call.Method).Should().BeEquivalentTo("GetDocument", "Listen");
        server.Calls.Should().OnlyContain(call => call.Headers.GetValueOrDefault("authorization") == (hasCredential ? "Bearer own" : null));
        server.Calls.Should().OnlyContain(call => call.Headers["google-cloud-resource-prefix"] == "projects/mine/databases/(default)");
        var call = () => new FirestoreClient(channel).GetDocumentAsync(new GetDocumentRequest(), cancellationToken: Token).ResponseAsync;
        (await call.Should().ThrowAsync<RpcException>("the channel is still open")).Which.StatusCode.Should().Be(StatusCode.NotFound);
    }

    [Fact, Trait("Guarantee", "P11")]
    public async Task CallInvoker_InterceptorThrows_ThrowsStatePermissionException()
    {
        using var channel = GrpcChannel.ForAddress($"http://{server.Host}");
        await using var provider = Provider(options =>
        {
            options.ProjectId = "mine";
            options.Retry.MaxAttempts = 1;
            options.UseCallInvoker(channel.Intercept(new RefusingInterceptor()));
        });
        var client = provider.GetRequiredService<AgentStateClient>();

        Func<Task>[] calls =
        [
            () => client.Users.GetAsync("42", Token),
            () => client.Users.ListAsync(cancellationToken: Token),
            () => client.Tasks.CountAsync(TaskFilter.ByStatus(AgentTaskStatus.Done), Token),
            () => client.Agents.SetStatusAsync("agent", AgentStatus.Idle, cancellationToken: Token),
            () => client.Users.WatchAsync("42", Token).GetAsyncEnumerator(Token).MoveNextAsync().AsTask(),
        ];

        foreach (var call in calls)
        {
            await call.Should().ThrowAsync<StatePermissionException>();
        }

        server.Calls.Should().BeEmpty();
    }

    // Interceptors usually add a header to the collection that the call already has.
    [Fact, Trait("Guarantee", "P9")]
    public async Task CallInvoker_InterceptorAddsHeader_ChangesOnlyThatCall()
    {
        using var channel = GrpcChannel.ForAddress($"http://{server.Host}");
        await using var provider = Provider(options =>
        {
            options.ProjectId = "mine";
            options.UseCallInvoker(channel.Intercept(new LabellingInterceptor()));
        });

        await provider.GetRequiredService<AgentStateClient>().Users.GetAsync("42", Token);
        await provider.GetRequiredService<AgentStateClient>().Users.GetAsync("43", Token);

        server.Calls.Select(call => call.Headers["x-label"]).Should().Equal("one", "one");
    }

    [Fact, Trait("Guarantee", "P3")]
    public void CallInvoker_WithEnvironmentCredentials_IgnoresThem()
    {
        using var channel = GrpcChannel.ForAddress("http://127.0.0.1:1");
        var variables = new Dictionary<string, string>
        {
            ["FIRESTORE_EMULATOR_HOST"] = "127.0.0.1:2",
            ["FIREBASE_CREDENTIALS"] = "not read",
            ["GCLOUD_PROJECT"] = "from-environment",
        };
        var settings = new ConnectionSettings { Transport = new FirestoreTransport { Invoker = channel.CreateCallInvoker() } };

        var connection = ConnectionResolver.Resolve(settings, variables.GetValueOrDefault, _ => null);

        connection.Tokens.Should().BeSameAs(FixedToken.None);
        connection.Root.ProjectId.Should().Be("from-environment");
        var withoutProject = () => ConnectionResolver.Resolve(settings, _ => null, _ => null);
        withoutProject.Should().Throw<InvalidOperationException>().WithMessage("*Set ProjectId*");
    }

    [Theory, Trait("Guarantee", "P2")]
    [InlineData("EmulatorHost")]
    [InlineData("Endpoint")]
    public async Task CallInvoker_WithAnotherTarget_Throws(string option)
    {
        using var channel = GrpcChannel.ForAddress("http://127.0.0.1:1");
        await using var provider = Provider(options =>
        {
            options.ProjectId = "mine";
            options.EmulatorHost = option is "EmulatorHost" ? "127.0.0.1:2" : null;
            options.Endpoint = option is "Endpoint" ? new Uri("https://firestore.example.internal") : null;
            options.UseCallInvoker(channel.CreateCallInvoker());
        });

        var start = () => provider.GetRequiredService<IStartupValidator>().Validate();

        start.Should().Throw<OptionsValidationException>().Which.Message
            .Should().Contain($"AgentState:{option}").And.Contain("UseCallInvoker");
    }

    private static ServiceProvider Provider(Action<AgentStateOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddAgentState(configure);
        return services.BuildServiceProvider();
    }

    private static async Task UseAsync(AgentStateClient client)
    {
        (await client.Users.GetAsync("42", Token)).Should().BeNull();
        await foreach (var user in client.Users.WatchAsync("42", Token))
        {
            user.Should().BeNull();
            break;
        }
    }

    /// <summary>Throws before a call starts.</summary>
    private sealed class RefusingInterceptor : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
            throw Refused();

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) =>
            throw Refused();

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation) =>
            throw Refused();

        private static RpcException Refused() => new(new Status(StatusCode.PermissionDenied, "not by us"));
    }

    private sealed class LabellingInterceptor : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            context.Options.Headers!.Add("x-label", "one");
            return continuation(request, context);
        }
    }

    private sealed class CountingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private int sent;

        public int Sent => Volatile.Read(ref sent);

        public bool IsDisposed { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref sent);
            return base.SendAsync(request, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
