using Grpc.Core;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>Makes calls through an invoker of the application and isolates the library from its interceptors.</summary>
/// <remarks>
/// An interceptor may throw before a call exists; this class returns a failed call instead, which the library can handle. An interceptor
/// may add headers, so each call gets its own copy of the headers.
/// </remarks>
internal sealed class GuardedInvoker(CallInvoker owned) : CallInvoker
{
    private static readonly Task<Metadata> NoHeaders = Task.FromResult(Metadata.Empty);

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        owned.BlockingUnaryCall(method, host, Own(options), request);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        try
        {
            return owned.AsyncUnaryCall(method, host, Own(options), request);
        }
        catch (RpcException error)
        {
            return new AsyncUnaryCall<TResponse>(
                Task.FromException<TResponse>(error), NoHeaders, () => error.Status, () => error.Trailers, static () => { });
        }
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        try
        {
            return owned.AsyncServerStreamingCall(method, host, Own(options), request);
        }
        catch (RpcException error)
        {
            return new AsyncServerStreamingCall<TResponse>(
                new FailedReader<TResponse>(error), NoHeaders, () => error.Status, () => error.Trailers, static () => { });
        }
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        owned.AsyncClientStreamingCall(method, host, Own(options));

    // ListenStream handles exceptions while it opens a stream.
    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        owned.AsyncDuplexStreamingCall(method, host, Own(options));

    private static CallOptions Own(CallOptions options)
    {
        var headers = new Metadata();
        foreach (var entry in options.Headers ?? Metadata.Empty)
        {
            headers.Add(entry);
        }

        return options.WithHeaders(headers);
    }

    private sealed class FailedReader<T>(RpcException error) : IAsyncStreamReader<T>
    {
        public T Current => throw error;

        public Task<bool> MoveNext(CancellationToken cancellationToken) => Task.FromException<bool>(error);
    }
}
