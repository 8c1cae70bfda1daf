using Grpc.Core;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>Makes calls of other clients on the library's connection and account; adds only the token and the quota project.</summary>
internal sealed class AuthorizedInvoker : CallInvoker
{
    private static readonly string[] Added = ["authorization", "x-goog-user-project"];

    private readonly CallInvoker inner;
    private readonly CallCredentials credentials;

    public AuthorizedInvoker(CallInvoker inner, CallHeaders headers)
    {
        this.inner = inner;
        credentials = CallCredentials.FromInterceptor(async (context, metadata) =>
        {
            var all = await headers.GetAsync(context.CancellationToken).ConfigureAwait(false);
            foreach (var entry in all.Where(entry => Added.Contains(entry.Key)))
            {
                metadata.Add(entry);
            }
        });
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        inner.BlockingUnaryCall(method, host, Authorized(options), request);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        inner.AsyncUnaryCall(method, host, Authorized(options), request);

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        inner.AsyncServerStreamingCall(method, host, Authorized(options), request);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        inner.AsyncClientStreamingCall(method, host, Authorized(options));

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        inner.AsyncDuplexStreamingCall(method, host, Authorized(options));

    // A call with its own credentials keeps them.
    private CallOptions Authorized(CallOptions options) => options.Credentials is null ? options.WithCredentials(credentials) : options;
}
