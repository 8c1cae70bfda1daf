using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>How one document came out of a change.</summary>
/// <param name="Before">
/// The snapshot that the change was decided from; where nothing was written, what is stored. Of a change that looks at nothing, a snapshot
/// without a document.
/// </param>
/// <param name="Written">What the commit answered for it; null where nothing had to be written, or the document shows that an earlier attempt was applied.</param>
/// <param name="IsOurs">
/// Whether this very call (or the earlier one that it repeats) changed the document, as far as can be told; false where it was found as wished.
/// </param>
internal sealed record ChangeResult(DocumentSnapshot Before, WriteResult? Written, bool IsOurs);
