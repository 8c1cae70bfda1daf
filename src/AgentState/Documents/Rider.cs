using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>A write to a second document that travels with a change of another one.</summary>
/// <param name="Write">The write. It has a precondition of its own: as a rule that its document exists, or a version that the change was decided by.</param>
/// <param name="IsRequired">Where its document is missing: true = the whole change fails, false = the change goes without it.</param>
internal sealed record Rider(Write Write, bool IsRequired);
