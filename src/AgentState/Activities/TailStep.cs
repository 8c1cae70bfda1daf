using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Activities;

/// <summary>The result of a snapshot in a tail.</summary>
/// <param name="News">The entries to return, in the log's order.</param>
/// <param name="Gap">The part before them in which entries may be missing; null = none.</param>
internal sealed record TailStep(IReadOnlyList<Document> News, TailGap? Gap = null);
