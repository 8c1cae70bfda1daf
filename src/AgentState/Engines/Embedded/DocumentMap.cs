namespace AgentState;

/// <summary>The documents of the whole database, by collection. Not thread-safe: the store calls it under its lock.</summary>
internal sealed class DocumentMap
{
    private readonly Dictionary<string, DocumentCollection> collections = [];

    public StoredDocument? Find(string name) =>
        collections.GetValueOrDefault(StoredDocument.CollectionOf(name))?.Find(name);

    /// <summary>Puts a document in the place of another version of it, or of none; null takes it away.</summary>
    public void Replace(string name, StoredDocument? document)
    {
        var path = StoredDocument.CollectionOf(name);
        if (!collections.TryGetValue(path, out var collection))
        {
            if (document is null)
            {
                return;
            }

            collections.Add(path, collection = new DocumentCollection());
        }

        collection.Replace(name, document);
    }

    /// <summary>The documents that a query finds, in its order.</summary>
    public IEnumerable<StoredDocument> Run(QueryPlan plan) => QueryEvaluation.Run(plan, Candidates(plan.Scope));

    private IEnumerable<StoredDocument> Candidates(QueryScope scope) =>
        scope.OnlyCollection is { } only
            ? collections.GetValueOrDefault(only)?.Documents ?? []
            : collections.Where(entry => scope.Includes(entry.Key)).SelectMany(static entry => entry.Value.Documents);
}
