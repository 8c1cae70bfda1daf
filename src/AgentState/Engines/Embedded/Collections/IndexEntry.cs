using AgentState.Internal.Engines.Embedded.Queries;
using AgentState.Internal.Engines.Embedded.Stored;

namespace AgentState.Internal.Engines.Embedded.Collections;

/// <summary>A document in an index, or a position between documents for a search.</summary>
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

    /// <summary>The current version of the document; null for a position between documents.</summary>
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

        // Only a position between documents has a shorter key. It is before or after all keys that begin with it.
        return left.key.Length == right.key.Length ? left.side.CompareTo(right.side)
            : left.key.Length < right.key.Length ? left.side
            : -right.side;
    }
}
