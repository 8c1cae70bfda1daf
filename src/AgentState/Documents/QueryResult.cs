using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents;

/// <summary>The documents that a query returned, and the server time of the read.</summary>
/// <param name="Documents">The documents, in the query's order.</param>
/// <param name="ReadTime">The server time of the read; also set for an empty result.</param>
/// <param name="Interruption">
/// The error that broke the stream after it returned some documents; null for a complete result. The retrying layer continues after these
/// documents, so services never see it.
/// </param>
internal sealed record QueryResult(
    IReadOnlyList<Document> Documents, Timestamp ReadTime, StateUnavailableException? Interruption = null);
