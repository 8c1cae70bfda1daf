using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>What one document was at one moment.</summary>
/// <param name="Name">The document's full name.</param>
/// <param name="Document">Its content, or null where there was no document.</param>
/// <param name="ReadTime">The server time of the read; null where the call does not tell it (a unary get).</param>
internal sealed record DocumentSnapshot(string Name, Document? Document, Timestamp? ReadTime = null)
{
    public string Id => DatabaseRoot.IdOf(Name);
}
