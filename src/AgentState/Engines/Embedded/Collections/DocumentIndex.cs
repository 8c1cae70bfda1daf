using AgentState.Internal.Engines.Embedded.Queries;
using AgentState.Internal.Engines.Embedded.Stored;

namespace AgentState.Internal.Engines.Embedded.Collections;

/// <summary>An index of one collection in one order; contains the documents that have every field of its terms.</summary>
internal sealed class DocumentIndex
{
    private readonly IReadOnlyList<OrderTerm> terms;
    private readonly SortedSet<IndexEntry> entries;

    public DocumentIndex(IndexPlan plan, IEnumerable<StoredDocument> documents)
    {
        terms = plan.Terms;
        Shape = plan.Shape;
        var comparer = Comparer<IndexEntry>.Create((left, right) => IndexEntry.Compare(left, right, terms));
        entries = new SortedSet<IndexEntry>(documents.Select(EntryOf).OfType<IndexEntry>(), comparer);
    }

    /// <summary>The shape of the queries that this index answers.</summary>
    public string Shape { get; }

    /// <summary>Replaces a version of a document; null means that the document does not exist.</summary>
    public void Replace(StoredDocument? before, StoredDocument? after)
    {
        var left = before is null ? null : EntryOf(before);
        var right = after is null ? null : EntryOf(after);
        if (left is not null && right is not null && IndexEntry.Compare(left, right, terms) == 0)
        {
            // Most changes do not move the document.
            entries.TryGetValue(left, out var entry);
            entry!.Document = after;
            return;
        }

        if (left is not null)
        {
            entries.Remove(left);
        }

        if (right is not null)
        {
            entries.Add(right);
        }
    }

    /// <summary>Returns the documents between two positions, in the order of the index.</summary>
    public IEnumerable<StoredDocument> Between(CursorPosition start, CursorPosition end)
    {
        var (first, last) = (IndexEntry.Of(start), IndexEntry.Of(end));
        return IndexEntry.Compare(first, last, terms) < 0
            ? entries.GetViewBetween(first, last).Select(static entry => entry.Document!)
            : [];
    }

    private IndexEntry? EntryOf(StoredDocument document) =>
        SortKey.Of(document, terms) is { } key ? IndexEntry.Of(key, document) : null;
}
