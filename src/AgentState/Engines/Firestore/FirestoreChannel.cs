using Grpc.Core;
using Grpc.Net.Client;
using FirestoreClient = Google.Cloud.Firestore.V1.Firestore.FirestoreClient;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>One set of connections to the service, with the options of every call on it.</summary>
internal sealed class FirestoreChannel : IDisposable
{
    // A document of 1 MiB by Firestore's count can have about 5 MiB on the wire, since a null in a list counts as one byte.
    // The limit prevents unbounded allocation for a broken peer.
    private const int MaxReceiveBytes = 32 * 1024 * 1024;

    // Null with an invoker of the application, which the application owns.
    private readonly GrpcChannel? channel;
    private readonly ConnectionTracker connections = new();
    private readonly CallHeaders headers;
    private readonly TimeSpan timeout;

    public FirestoreChannel(FirestoreConnection connection)
    {
        headers = new CallHeaders(connection);
        timeout = connection.CallTimeout;
        var own = connection.Transport;
        var invoker = own?.Invoker;
        if (invoker is null)
        {
            channel = GrpcChannel.ForAddress(connection.Address, new GrpcChannelOptions
            {
                HttpHandler = own?.Handler is { } handler ? new BorrowedHandler(handler) : Handler(connection),
                DisposeHttpClient = true,
                MaxReceiveMessageSize = MaxReceiveBytes,

                // Calls on the shared invoker send their token to an emulator, as the library's calls do.
                UnsafeUseInsecureChannelCallCredentials = connection.Address.Scheme == Uri.UriSchemeHttp,
            });
            invoker = channel.CreateCallInvoker();
        }

        Client = new FirestoreClient(own?.Invoker is null ? invoker : new GuardedInvoker(invoker));
        Shared = new AuthorizedInvoker(invoker, headers);
    }

    public FirestoreClient Client { get; }

    /// <summary>The invoker for calls of other clients on the same connections and account.</summary>
    public CallInvoker Shared { get; }

    /// <summary>Returns the options of a unary call or a finite stream: headers, a deadline and the cancellation token.</summary>
    public async ValueTask<CallOptions> OptionsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var metadata = await headers.GetAsync(cancellationToken).ConfigureAwait(false);

        // gRPC immediately converts the deadline back into a time span with the system clock, so it must come from that clock.
        return new CallOptions(metadata, TimeProvider.System.GetUtcNow().UtcDateTime + timeout, cancellationToken);
    }

    /// <summary>Returns the options of a listener's stream: those of other calls without a deadline.</summary>
    public async ValueTask<CallOptions> StreamOptionsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new CallOptions(await headers.GetAsync(cancellationToken).ConfigureAwait(false), cancellationToken: cancellationToken);
    }

    /// <summary>Reports a failed call; after a timeout, silent connections are closed so that they take no further call.</summary>
    public void Learn(RpcException error)
    {
        if (error.StatusCode is StatusCode.DeadlineExceeded)
        {
            connections.DropSilent(timeout);
        }
    }

    /// <summary>Closes the connections that have received nothing for a time, after a stream was silent for that long.</summary>
    public void DropSilent(TimeSpan silence) => connections.DropSilent(silence);

    public void Dispose() => channel?.Dispose();

    private SocketsHttpHandler Handler(FirestoreConnection connection) => new()
    {
        // The service allows 100 calls at a time per connection. On a single connection, 100 listeners would block all further calls.
        EnableMultipleHttp2Connections = true,

        // Only pings detect a connection that was cut silently. They are not sent while idle: servers count that as abuse.
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        KeepAlivePingDelay = connection.KeepAliveDelay,
        KeepAlivePingTimeout = connection.KeepAliveTimeout,

        // Routers silently drop connections that are idle for longer.
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
        ConnectTimeout = connection.CallTimeout,

        // Plain text goes to a local emulator, so it does not use the environment's proxy.
        UseProxy = connection.Address.Scheme == Uri.UriSchemeHttps,

        // With a connect callback the channel leaves connecting to the handler. Otherwise it would monitor the address itself and wait for
        // its own back-off after an outage. So the first success takes milliseconds, and retries are those of the library.
        ConnectCallback = connections.ConnectAsync,
    };
}
