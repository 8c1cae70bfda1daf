using Grpc.Core;
using Grpc.Net.Client;
using FirestoreClient = Google.Cloud.Firestore.V1.Firestore.FirestoreClient;

namespace AgentState;

/// <summary>One set of connections to the service, and what every call on it carries.</summary>
internal sealed class FirestoreChannel : IDisposable
{
    // A document of 1 MiB as Firestore counts may take about five times as much on the wire (a list of nulls counts one byte each).
    // A bound stays, so that a broken peer cannot make us allocate without end.
    private const int MaxReceiveBytes = 32 * 1024 * 1024;

    // Null where the application makes the calls: its invoker stays its own.
    private readonly GrpcChannel? channel;
    private readonly HeardConnections connections = new();
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

                // The token of another program's calls goes to an emulator as ours does.
                UnsafeUseInsecureChannelCallCredentials = connection.Address.Scheme == Uri.UriSchemeHttp,
            });
            invoker = channel.CreateCallInvoker();
        }

        Client = new FirestoreClient(own?.Invoker is null ? invoker : new GuardedInvoker(invoker));
        Shared = new AuthorizedInvoker(invoker, headers);
    }

    public FirestoreClient Client { get; }

    /// <summary>Makes the calls of others on the same connections, as the same account.</summary>
    public CallInvoker Shared { get; }

    /// <summary>What a call that is answered once, or in a stream with an end, carries: headers, a deadline, the caller's token.</summary>
    public async ValueTask<CallOptions> OptionsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var metadata = await headers.GetAsync(cancellationToken).ConfigureAwait(false);

        // gRPC turns an absolute time of this host's clock back into a span at once, by that same clock: no other clock would do here.
        return new CallOptions(metadata, TimeProvider.System.GetUtcNow().UtcDateTime + timeout, cancellationToken);
    }

    /// <summary>What a listener's stream carries: as other calls, but it has no end.</summary>
    public async ValueTask<CallOptions> StreamOptionsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new CallOptions(await headers.GetAsync(cancellationToken).ConfigureAwait(false), cancellationToken: cancellationToken);
    }

    /// <summary>A call has failed: if nobody answered it in time, the connection that took it may be dead, and is not to take the next one.</summary>
    public void Learn(RpcException error)
    {
        if (error.StatusCode is StatusCode.DeadlineExceeded)
        {
            connections.DropSilent(timeout);
        }
    }

    /// <summary>A stream has heard nothing for so long: its connection is closed, unless something else was heard on it.</summary>
    public void DropSilent(TimeSpan silence) => connections.DropSilent(silence);

    public void Dispose() => channel?.Dispose();

    private SocketsHttpHandler Handler(FirestoreConnection connection) => new()
    {
        // The service allows 100 calls at a time on one connection; the next one would wait for ever behind 100 listeners.
        EnableMultipleHttp2Connections = true,

        // A connection that was cut without a word is noticed by these alone. Not sent while idle: servers count that as abuse.
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        KeepAlivePingDelay = connection.KeepAliveDelay,
        KeepAlivePingTimeout = connection.KeepAliveTimeout,

        // Longer silence is where routers forget a connection without telling.
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
        ConnectTimeout = connection.CallTimeout,

        // The environment's proxy is for the way out; plain text goes to an emulator nearby.
        UseProxy = connection.Address.Scheme == Uri.UriSchemeHttps,

        // With a connect callback the channel leaves connecting to the handler, instead of watching the address itself and waiting
        // out a back-off of its own after an outage: the first success comes in milliseconds, and repeats are our own affair.
        ConnectCallback = connections.ConnectAsync,
    };
}
