using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents.Writing;

/// <summary>The outcome of a change for one document.</summary>
/// <param name="Before">
/// The snapshot that the decision was based on; if nothing was written, the stored document. For a blind change, a snapshot without a
/// document.
/// </param>
/// <param name="Written">
/// The result of the write; null if there was nothing to write, or if the document shows that an earlier attempt was applied.
/// </param>
/// <param name="IsOurs">
/// Whether this call, or the earlier call that it repeats, changed the document or may have; false if it was already in the desired state.
/// </param>
internal sealed record ChangeResult(DocumentSnapshot Before, WriteResult? Written, bool IsOurs);
