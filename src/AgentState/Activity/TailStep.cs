using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>What a tail makes of a snapshot.</summary>
/// <param name="News">The entries that are to be told, in the log's order.</param>
/// <param name="Gap">Where entries may be missing before them; null = nowhere.</param>
internal sealed record TailStep(IReadOnlyList<Document> News, TailGap? Gap = null);
