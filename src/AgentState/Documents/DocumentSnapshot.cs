using AgentState.Internal.Data;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents;

/// <summary>The state of one document at one point in time.</summary>
/// <param name="Name">The document's full name.</param>
/// <param name="Document">The content; null if the document did not exist.</param>
/// <param name="ReadTime">The server time of the read; null if the call does not return it (a unary get).</param>
internal sealed record DocumentSnapshot(string Name, Document? Document, Timestamp? ReadTime = null)
{
    public string Id => DatabaseRoot.IdOf(Name);
}
