using AgentState.Internal.Engines.Embedded.Queries;
using AgentState.Internal.Sqlite.Keys;

namespace AgentState.Internal.Sqlite.Indexing;

/// <summary>A range of an index that contains all documents of a query, in its order or in the opposite one.</summary>
/// <remarks>
/// The index begins with fields that the query compares for equality, and goes on with the query's order. The rest of the filter is
/// evaluated for each document of the range.
/// </remarks>
/// <param name="Index">The index.</param>
/// <param name="From">The first key of the range.</param>
/// <param name="To">The first key after the range; null = there is no upper bound.</param>
/// <param name="IsReversed">Whether the query reads the range from its end.</param>
internal sealed record IndexMatch(StoredIndex Index, byte[] From, byte[]? To, bool IsReversed)
{
    /// <summary>Returns the range of an index for a query; null if the index does not have the query's order.</summary>
    /// <param name="index">The index.</param>
    /// <param name="plan">The query.</param>
    /// <param name="terms">The terms and bounds of the query, or of one branch of it.</param>
    /// <param name="pathOf">Returns the path below the database of a full name.</param>
    public static IndexMatch? Of(StoredIndex index, QueryPlan plan, IndexPlan terms, Func<string, string> pathOf)
    {
        var orders = plan.Orders;
        var equalities = terms.Terms.Count - orders.Count;
        var leading = index.Terms.Count - (orders.Count - 1);
        if (leading < 0 || leading > equalities || !orders[^1].Field.IsName || index.IsGroup != plan.Scope.AllDescendants)
        {
            return null;
        }

        var isReversed = orders[^1].Descending != index.NameDescending;
        for (var i = 0; i < orders.Count - 1; i++)
        {
            var (term, order) = (index.Terms[leading + i], orders[i]);
            if (term.Field.Path != order.Field.Path || (term.Descending != order.Descending) != isReversed)
            {
                return null;
            }
        }

        var prefix = new KeyWriter();
        if (!index.IsGroup)
        {
            prefix.AppendCollection(pathOf(plan.Scope.OnlyCollection!));
        }

        for (var i = 0; i < leading; i++)
        {
            var at = PositionOf(index.Terms[i], terms.Terms, equalities);
            if (at < 0)
            {
                return null;
            }

            prefix.Append(terms.Start.Values[at], index.Terms[i].Descending);
        }

        var start = Bound(terms.Start, isReversed);
        var end = Bound(terms.End, isReversed);
        return isReversed ? new IndexMatch(index, end ?? [], start, isReversed) : new IndexMatch(index, start ?? [], end, isReversed);

        // The place of a position among the keys: before or after all keys that begin with its values.
        byte[]? Bound(CursorPosition position, bool reversed)
        {
            var key = prefix.Copy();
            for (var i = equalities; i < position.Values.Length; i++)
            {
                var order = orders[i - equalities];
                var value = position.Values[i];
                var descending = order.Descending != reversed;
                if (order.Field.IsName)
                {
                    key.AppendPath(pathOf(value.ReferenceValue), descending);
                }
                else
                {
                    key.Append(value, descending);
                }
            }

            var bytes = key.ToArray();
            return position.Before != reversed ? bytes : KeyRange.After(bytes);
        }
    }

    private static int PositionOf(OrderTerm term, IReadOnlyList<OrderTerm> terms, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (terms[i].Field.Path == term.Field.Path)
            {
                return i;
            }
        }

        return -1;
    }
}
