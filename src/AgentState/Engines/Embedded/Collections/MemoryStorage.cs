using AgentState.Internal.Engines.Embedded.Queries;
using AgentState.Internal.Engines.Embedded.Stored;
using AgentState.Internal.Engines.Embedded.Writing;

namespace AgentState.Internal.Engines.Embedded.Collections;

/// <summary>The documents and the clock of a database in memory.</summary>
internal sealed class MemoryStorage(TimeProvider time, int indexFrom) : IDocumentStorage
{
    private readonly DocumentMap documents = new(indexFrom);
    private readonly CommitClock clock = new(time);
    private readonly List<string> changed = [];

    public StoredDocument? Find(string name) => documents.Find(name);

    public void Replace(string name, StoredDocument? before, StoredDocument? after)
    {
        documents.Replace(name, after);
        changed.Add(name);
    }

    public IEnumerable<StoredDocument> Run(QueryPlan plan) => documents.Run(plan);

    // Expired documents are deleted first, as a commit of their own. So a commit never deletes what it writes.
    public CommitInstant NextCommit()
    {
        var commitTime = clock.NextCommit();
        var deleted = documents.DeleteExpired(commitTime.Version.ToDateTimeOffset());
        if (deleted.Count == 0)
        {
            return commitTime;
        }

        changed.AddRange(deleted);
        return clock.NextCommit();
    }

    public Timestamp ReadTime() => clock.Read();

    /// <summary>Returns the names of the documents that changed since the last call.</summary>
    public IReadOnlyList<string> TakeChanged()
    {
        if (changed.Count == 0)
        {
            return [];
        }

        string[] names = [.. changed];
        changed.Clear();
        return names;
    }
}
