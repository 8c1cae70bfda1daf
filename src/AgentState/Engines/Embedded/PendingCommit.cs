using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>One commit in the making: its writes see each other, and nobody else sees them until they are all known to hold.</summary>
internal sealed class PendingCommit(DocumentMap documents, CommitTime time)
{
    private readonly Dictionary<string, StoredDocument?> changed = [];

    /// <summary>Adds a write. Returns what stands against it, or null and the result.</summary>
    public ConflictKind? Add(Write write, out WriteResult result)
    {
        var name = Writes.NameOf(write);
        var before = changed.TryGetValue(name, out var earlier) ? earlier : documents.Find(name);
        if (Preconditions.Violation(write.CurrentDocument, before) is { } violation)
        {
            result = new WriteResult();
            return violation;
        }

        (changed[name], result) = WriteApplication.Apply(write, before, time);
        return null;
    }

    public void Publish()
    {
        foreach (var (name, document) in changed)
        {
            documents.Replace(name, document);
        }
    }
}
