using AgentState.Internal.Engines.Embedded.Queries;
using AgentState.Internal.Engines.Embedded.Stored;
using AgentState.Internal.Sqlite.Indexing;
using AgentState.Internal.Sqlite.Keys;

namespace AgentState.Internal.Sqlite.Storage;

/// <summary>Answers queries by an index, by the order of the ids, or else by a scan.</summary>
internal sealed class QueryReader(DocumentTable documents, EntryTable entries)
{
    /// <summary>Returns the documents that match a query, in its order.</summary>
    public IEnumerable<StoredDocument> Run(QueryPlan plan, IReadOnlyList<StoredIndex> indexes)
    {
        if (plan.Names is { } names)
        {
            var named = names.Distinct(StringComparer.Ordinal).Select(documents.Find).OfType<StoredDocument>();
            return QueryEvaluation.Run(plan, named.Where(document => plan.Scope.Includes(document.Collection)));
        }

        if (plan.Scope.OnlyCollection is { } collection && HasOnlyIds(plan))
        {
            return Page(plan, ById(plan, collection));
        }

        // The ranges of an in-filter are smaller than one range of a shorter index.
        var match = Best(plan, plan.Index, indexes);
        var branches = plan.Branches().Select(branch => Best(plan, branch, indexes)).ToList();
        if (branches.Count > 0 && branches.TrueForAll(branch => branch?.Index.Terms.Count > (match?.Index.Terms.Count ?? 0)))
        {
            return QueryEvaluation.Run(plan, branches.SelectMany(branch => Branch(plan, branch!)).DistinctBy(static found => found.Name));
        }

        if (match is not null)
        {
            return Page(plan, documents.Rows(entries.Reading(match)));
        }

        SqliteTelemetry.Scanned(plan.Scope.CollectionId ?? "");
        return QueryEvaluation.Run(plan, Scan(plan.Scope));
    }

    // The index with the most fields that the query compares for equality reads the fewest documents.
    private IndexMatch? Best(QueryPlan plan, IndexPlan terms, IReadOnlyList<StoredIndex> indexes) => indexes
        .Select(index => IndexMatch.Of(index, plan, terms, documents.PathOf))
        .OfType<IndexMatch>()
        .MaxBy(static match => match.Index.Terms.Count);

    // Of each branch, no more documents than the whole query returns can be among its first ones.
    private IEnumerable<StoredDocument> Branch(QueryPlan plan, IndexMatch match) => documents.Rows(entries.Reading(match))
        .Where(document => plan.Matches(document) && plan.Scope.Includes(document.Collection))
        .Take((int)Math.Min((long)plan.Offset + plan.Limit, int.MaxValue));

    private static IEnumerable<StoredDocument> Page(QueryPlan plan, IEnumerable<StoredDocument> found) => found
        .Where(document => plan.Matches(document) && plan.Scope.Includes(document.Collection))
        .Skip(plan.Offset)
        .Take(plan.Limit);

    // Without fields in filter and order, the documents themselves are the index.
    private static bool HasOnlyIds(QueryPlan plan) =>
        plan.Orders is [{ Field.IsName: true }] && plan.Index.Terms.All(static term => term.Field.IsName) && !plan.HasFilter;

    private IEnumerable<StoredDocument> ById(QueryPlan plan, string collection)
    {
        var prefix = CollectionKey.OfCollection(documents.PathOf(collection));
        var isReversed = plan.Orders[0].Descending;
        var start = Bound(plan.Start);
        var end = Bound(plan.End);
        var (from, to) = isReversed ? (end, start) : (start, end);
        return documents.Between(from ?? prefix, to ?? KeyRange.After(prefix)!, isReversed)
            .Where(document => plan.Start?.IsBefore([document.NameValue], plan.Orders) != false)
            .TakeWhile(document => plan.End?.IsBefore([document.NameValue], plan.Orders) != true);

        // Null if the cursor has no name, or that of a document in another collection.
        byte[]? Bound(CursorPosition? cursor)
        {
            if (cursor is not { Values: [{ ReferenceValue: var name }] } || StoredDocument.CollectionOf(name) != collection)
            {
                return null;
            }

            var key = CollectionKey.Of(documents.PathOf(name));
            return cursor.Before != isReversed ? key : KeyRange.After(key);
        }
    }

    private IEnumerable<StoredDocument> Scan(QueryScope scope)
    {
        if (scope.OnlyCollection is not { } collection)
        {
            return documents.All().Where(document => scope.Includes(document.Collection));
        }

        var prefix = CollectionKey.OfCollection(documents.PathOf(collection));
        return documents.Between(prefix, KeyRange.After(prefix)!, isReversed: false);
    }
}
