namespace AgentState;

/// <summary>Documents of one collection in one order. It holds those that have every field of its terms.</summary>
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

    /// <summary>Which queries it answers.</summary>
    public string Shape { get; }

    /// <summary>Takes in that a document changed; null stands for none.</summary>
    public void Replace(StoredDocument? before, StoredDocument? after)
    {
        var left = before is null ? null : EntryOf(before);
        var right = after is null ? null : EntryOf(after);
        if (left is not null && right is not null && IndexEntry.Compare(left, right, terms) == 0)
        {
            // Most changes leave the document where it was.
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

    /// <summary>The documents between two places, in the index's order.</summary>
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
