using AgentState.Internal.Documents;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>Sorts the answers of a batch get into the order of the requested names.</summary>
/// <remarks>The service answers in any order, and once per name even if a name was requested twice.</remarks>
internal sealed class RequestedDocuments
{
    private readonly IReadOnlyList<string> names;
    private readonly Dictionary<string, DocumentSnapshot?> found;

    public RequestedDocuments(IReadOnlyList<string> names)
    {
        this.names = names;
        found = new Dictionary<string, DocumentSnapshot?>(names.Count);
        foreach (var name in names)
        {
            found[name] = null;
        }
    }

    /// <summary>The requested names without duplicates.</summary>
    public IEnumerable<string> Distinct => found.Keys;

    public void Add(BatchGetDocumentsResponse reply)
    {
        // A response may contain only the progress of the read.
        if ((reply.Found?.Name ?? reply.Missing) is { Length: > 0 } name)
        {
            found[name] = new DocumentSnapshot(name, reply.Found, reply.ReadTime);
        }
    }

    /// <summary>Returns one snapshot per requested name; null if an answer is missing.</summary>
    public IReadOnlyList<DocumentSnapshot>? InOrder()
    {
        var snapshots = new DocumentSnapshot[names.Count];
        for (var i = 0; i < snapshots.Length; i++)
        {
            if (found[names[i]] is not { } snapshot)
            {
                return null;
            }

            snapshots[i] = snapshot;
        }

        return snapshots;
    }
}
