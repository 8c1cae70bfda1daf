using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents.Writing;

/// <summary>A write to a second document in the commit of a change.</summary>
/// <param name="Write">The write, with its own precondition: usually that its document exists, or a version that was read.</param>
/// <param name="IsRequired">
/// If its document does not exist: true fails the whole change, false commits the change without this write.
/// </param>
internal sealed record PiggybackedWrite(Write Write, bool IsRequired);
