using AgentState.Internal.Documents;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Engines.Embedded.Writing;

/// <summary>A commit in progress: its writes build on each other and become visible together.</summary>
internal sealed class PendingCommit(IDocumentStorage storage, CommitInstant time)
{
    private readonly Dictionary<string, PendingDocument> touched = [];
    private readonly List<(PendingDocument Document, bool IsDelete, WriteResult Result)> writes = [];

    /// <summary>Adds a write; returns the conflict that prevents it, or null.</summary>
    public ConflictKind? Add(PreparedWrite write)
    {
        if (!touched.TryGetValue(write.Name, out var document))
        {
            touched.Add(write.Name, document = new PendingDocument(write.Name, storage.Find(write.Name), time));
        }

        var result = new WriteResult();
        writes.Add((document, write.IsDelete, result));
        return document.Apply(write, result);
    }

    /// <summary>Makes the writes visible; returns one result per write, in order.</summary>
    public IReadOnlyList<WriteResult> Publish()
    {
        var outcomes = touched.ToDictionary(static entry => entry.Value, static entry => entry.Value.Outcome());
        foreach (var (name, document) in touched)
        {
            if (!ReferenceEquals(document.Original, outcomes[document]))
            {
                storage.Replace(name, document.Original, outcomes[document]);
            }
        }

        foreach (var (document, isDelete, result) in writes)
        {
            // The version is that of the whole commit, the only one that was ever visible.
            result.UpdateTime = isDelete ? null : outcomes[document]?.Message.UpdateTime;
        }

        return [.. writes.Select(static write => write.Result)];
    }
}
