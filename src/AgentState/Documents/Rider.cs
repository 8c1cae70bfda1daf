using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>A write to an existing document that travels with a change of another one.</summary>
/// <param name="Write">The write. It has the precondition that its document exists.</param>
/// <param name="IsRequired">Where its document is missing: true = the whole change fails, false = the change goes without it.</param>
internal sealed record Rider(Write Write, bool IsRequired);
