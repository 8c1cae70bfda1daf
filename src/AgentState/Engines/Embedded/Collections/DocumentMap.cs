using AgentState.Internal.Engines.Embedded.Expiry;
using AgentState.Internal.Engines.Embedded.Queries;
using AgentState.Internal.Engines.Embedded.Stored;

namespace AgentState.Internal.Engines.Embedded.Collections;

/// <summary>The documents of the whole database, by collection. Not thread-safe: the store calls it under its lock.</summary>
internal sealed class DocumentMap(int indexFrom)
{
    private readonly Dictionary<string, DocumentCollection> collections = [];
    private readonly ExpiringDocuments expiring = new();

    public StoredDocument? Find(string name) =>
        collections.GetValueOrDefault(StoredDocument.CollectionOf(name))?.Find(name);

    /// <summary>Sets the current version of a document; null deletes it.</summary>
    public void Replace(string name, StoredDocument? document)
    {
        var path = StoredDocument.CollectionOf(name);
        if (!collections.TryGetValue(path, out var collection))
        {
            if (document is null)
            {
                return;
            }

            collections.Add(path, collection = new DocumentCollection(indexFrom));
        }

        expiring.Replace(collection.Replace(name, document), document);
    }

    /// <summary>Deletes the expired documents that are due at a commit; returns their full names.</summary>
    /// <remarks>
    /// A commit holds the lock and has a time, and only commits let the database grow. So no timer is needed, which would also run in idle
    /// processes. Tests control the deletion with their clock and their writes. Without commits, expired documents stay, but the database
    /// does not grow.
    /// </remarks>
    /// <param name="now">The time of the commit.</param>
    public IReadOnlyList<string> DeleteExpired(DateTimeOffset now)
    {
        var due = expiring.FindDue(now);
        foreach (var name in due)
        {
            Replace(name, document: null);
        }

        return due;
    }

    /// <summary>Returns the documents that match a query, in its order.</summary>
    public IEnumerable<StoredDocument> Run(QueryPlan plan) => plan.Scope.OnlyCollection is { } only
        ? collections.GetValueOrDefault(only)?.Run(plan) ?? []
        : QueryEvaluation.Run(plan, InScope(plan.Scope));

    private IEnumerable<StoredDocument> InScope(QueryScope scope) =>
        collections.Where(entry => scope.Includes(entry.Key)).SelectMany(static entry => entry.Value.Documents);
}
