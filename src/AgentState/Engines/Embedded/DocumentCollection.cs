namespace AgentState;

/// <summary>
/// The documents of one collection, by their full names. Each shape of query gets an index when it is first asked, so that the same
/// query costs the same however many documents there are that it does not return.
/// </summary>
internal sealed class DocumentCollection(int indexFrom)
{
    /// <summary>Below this many documents a scan is as fast, and needs no index.</summary>
    public const int DefaultIndexFrom = 32;

    // Every index makes each commit a little slower, so those that were not used for the longest time go.
    private const int MostIndexes = 32;

    private readonly Dictionary<string, StoredDocument> documents = [];
    private readonly List<DocumentIndex> indexes = [];

    public IReadOnlyCollection<StoredDocument> Documents => documents.Values;

    public StoredDocument? Find(string name) => documents.GetValueOrDefault(name);

    public void Replace(string name, StoredDocument? document)
    {
        var before = Find(name);
        foreach (var index in indexes)
        {
            index.Replace(before, document);
        }

        if (document is null)
        {
            documents.Remove(name);
        }
        else
        {
            documents[name] = document;
        }
    }

    /// <summary>The documents that a query of this collection finds, in its order.</summary>
    public IEnumerable<StoredDocument> Run(QueryPlan plan) => documents.Count < indexFrom
        ? QueryEvaluation.Run(plan, documents.Values)
        : IndexFor(plan.Index).Between(plan.Index.Start, plan.Index.End)
            .Where(document => plan.Matches(document))
            .Skip(plan.Offset)
            .Take(plan.Limit);

    private DocumentIndex IndexFor(IndexPlan plan)
    {
        var at = indexes.FindIndex(index => index.Shape == plan.Shape);
        var found = at >= 0 ? indexes[at] : new DocumentIndex(plan, documents.Values);
        if (at >= 0)
        {
            indexes.RemoveAt(at);
        }
        else if (indexes.Count == MostIndexes)
        {
            indexes.RemoveAt(0);
        }

        indexes.Add(found);
        return found;
    }
}
