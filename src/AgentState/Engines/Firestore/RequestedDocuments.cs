using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// Brings the answers to a get of many into the order of the names asked for. The service answers in an order of its own, and once for a
/// name that was asked for twice.
/// </summary>
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

    /// <summary>Each name once.</summary>
    public IEnumerable<string> Distinct => found.Keys;

    public void Add(BatchGetDocumentsResponse reply)
    {
        // An answer may hold nothing but the progress of the read.
        if ((reply.Found?.Name ?? reply.Missing) is { Length: > 0 } name)
        {
            found[name] = new DocumentSnapshot(name, reply.Found, reply.ReadTime);
        }
    }

    /// <summary>One for each name; null where some name was not answered for.</summary>
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
