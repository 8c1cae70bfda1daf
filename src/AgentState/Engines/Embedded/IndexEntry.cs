namespace AgentState;

/// <summary>A document's place in an index, or a place between documents to search from.</summary>
internal sealed class IndexEntry
{
    private readonly Value[] key;
    private readonly int side;

    private IndexEntry(Value[] key, int side, StoredDocument? document)
    {
        this.key = key;
        this.side = side;
        Document = document;
    }

    /// <summary>The document's present version; null in a place between documents.</summary>
    public StoredDocument? Document { get; set; }

    public static IndexEntry Of(Value[] key, StoredDocument document) => new(key, side: 0, document);

    public static IndexEntry Of(CursorPosition position) => new(position.Values, position.Before ? -1 : 1, document: null);

    public static int Compare(IndexEntry left, IndexEntry right, IReadOnlyList<OrderTerm> terms)
    {
        var order = SortKey.Compare(left.key, right.key, terms);
        if (order != 0)
        {
            return order;
        }

        // Only a place between documents has a shorter key, and it lies at one end of all that begins so.
        return left.key.Length == right.key.Length ? left.side.CompareTo(right.side)
            : left.key.Length < right.key.Length ? left.side
            : -right.side;
    }
}
