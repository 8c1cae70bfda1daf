using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>The documents that a query found, and when.</summary>
/// <param name="Documents">In the query's order.</param>
/// <param name="ReadTime">The server time of the read; an empty result has one too.</param>
/// <param name="Interruption">
/// Set by an engine whose stream broke after it had brought documents: what is here is good, and the rest is missing.
/// The retrying layer goes on from there, so that a store never sees it.
/// </param>
internal sealed record QueryResult(
    IReadOnlyList<Document> Documents, Timestamp ReadTime, StateUnavailableException? Interruption = null);
