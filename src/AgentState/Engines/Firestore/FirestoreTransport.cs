using Grpc.Core;

namespace AgentState;

/// <summary>
/// What the application has handed in to make calls with, and keeps: one of the two. It keeps the library's options free of gRPC's types.
/// </summary>
internal sealed class FirestoreTransport
{
    /// <summary>Sends the requests of calls.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Makes calls, which leaves the connection's address without a meaning.</summary>
    public CallInvoker? Invoker { get; init; }
}
