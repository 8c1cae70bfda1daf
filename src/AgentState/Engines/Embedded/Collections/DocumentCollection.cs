using AgentState.Internal.Engines.Embedded.Queries;
using AgentState.Internal.Engines.Embedded.Stored;

namespace AgentState.Internal.Engines.Embedded.Collections;

/// <summary>The documents of one collection by their full names.</summary>
/// <remarks>
/// Each query shape gets an index when it first runs. So the cost of a query does not depend on the number of documents that it does not
/// return.
/// </remarks>
internal sealed class DocumentCollection(int indexFrom)
{
    /// <summary>The number of documents below which a scan is as fast as an index.</summary>
    public const int DefaultIndexFrom = 32;

    // Every index slows down each commit, so the least recently used ones are dropped.
    private const int MostIndexes = 32;

    private readonly Dictionary<string, StoredDocument> documents = [];
    private readonly List<DocumentIndex> indexes = [];

    public IReadOnlyCollection<StoredDocument> Documents => documents.Values;

    public StoredDocument? Find(string name) => documents.GetValueOrDefault(name);

    /// <summary>Sets the current version of a document, null to delete it; returns the version before.</summary>
    public StoredDocument? Replace(string name, StoredDocument? document)
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

        return before;
    }

    /// <summary>Returns the documents that match a query of this collection, in its order.</summary>
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
