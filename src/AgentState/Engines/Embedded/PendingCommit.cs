using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>One commit in the making: its writes see each other, and nobody else sees them before all are known to hold.</summary>
internal sealed class PendingCommit(DocumentMap documents, CommitInstant time)
{
    private readonly Dictionary<string, PendingDocument> touched = [];
    private readonly List<(PendingDocument Document, bool IsDelete, WriteResult Result)> writes = [];

    /// <summary>The documents that it writes.</summary>
    public IReadOnlyCollection<string> Names => touched.Keys;

    /// <summary>Adds a write. Returns what stands against it, or null.</summary>
    public ConflictKind? Add(PreparedWrite write)
    {
        if (!touched.TryGetValue(write.Name, out var document))
        {
            touched.Add(write.Name, document = new PendingDocument(write.Name, documents.Find(write.Name), time));
        }

        var result = new WriteResult();
        writes.Add((document, write.IsDelete, result));
        return document.Apply(write, result);
    }

    /// <summary>Makes the writes visible, and returns one result for each, in their order.</summary>
    public IReadOnlyList<WriteResult> Publish()
    {
        var outcomes = touched.ToDictionary(static entry => entry.Value, static entry => entry.Value.Outcome());
        foreach (var (name, document) in touched)
        {
            documents.Replace(name, outcomes[document]);
        }

        foreach (var (document, isDelete, result) in writes)
        {
            // The version is the one that the whole commit leaves behind: no other was ever to be seen.
            result.UpdateTime = isDelete ? null : outcomes[document]?.Message.UpdateTime;
        }

        return [.. writes.Select(static write => write.Result)];
    }
}
