using Grpc.Core;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>A failed call, or a failed write of a batch.</summary>
/// <param name="Code">The status.</param>
/// <param name="Text">The text of the status.</param>
/// <param name="Details">The details in the trailers.</param>
/// <param name="Cause">The exception of the gRPC client; null for a write of a batch.</param>
internal readonly record struct CallFailure(StatusCode Code, string Text, StatusDetails Details, Exception? Cause);
