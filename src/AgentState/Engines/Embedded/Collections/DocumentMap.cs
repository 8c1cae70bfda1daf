using AgentState.Internal.Engines.Embedded.Queries;
using AgentState.Internal.Engines.Embedded.Stored;

namespace AgentState.Internal.Engines.Embedded.Collections;

/// <summary>The documents of the whole database, by collection. Not thread-safe: the store calls it under its lock.</summary>
internal sealed class DocumentMap(int indexFrom)
{
    private readonly Dictionary<string, DocumentCollection> collections = [];

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

        collection.Replace(name, document);
    }

    /// <summary>Returns the documents that match a query, in its order.</summary>
    public IEnumerable<StoredDocument> Run(QueryPlan plan) => plan.Scope.OnlyCollection is { } only
        ? collections.GetValueOrDefault(only)?.Run(plan) ?? []
        : QueryEvaluation.Run(plan, InScope(plan.Scope));

    private IEnumerable<StoredDocument> InScope(QueryScope scope) =>
        collections.Where(entry => scope.Includes(entry.Key)).SelectMany(static entry => entry.Value.Documents);
}
