using Grpc.Core;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>The transport that the application provides and owns: exactly one of the two properties is set.</summary>
/// <remarks>This type keeps the types of gRPC out of the library's options.</remarks>
internal sealed class FirestoreTransport
{
    /// <summary>The handler that sends the requests.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>The invoker that makes the calls; it determines the address instead of the connection.</summary>
    public CallInvoker? Invoker { get; init; }
}
