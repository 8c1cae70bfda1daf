using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using Operator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;
using UnaryOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.UnaryFilter.Types.Operator;

namespace AgentState.TestKit;

/// <summary>
/// What a query asks of an index, without the values: the same shape is served by the same index.
/// Fields of equality first, in any order; then those of elements of arrays; then the orders, those that the service implies among them.
/// </summary>
internal sealed record QueryShape
{
    private const string Name = "__name__";

    private QueryShape()
    {
    }

    public required string CollectionGroup { get; init; }

    /// <summary>COLLECTION or COLLECTION_GROUP.</summary>
    public required string QueryScope { get; init; }

    public required IReadOnlySet<string> Equal { get; init; }

    public required IReadOnlySet<string> Contains { get; init; }

    /// <summary>Without the name where it goes the way of the order before it, as it does in every index.</summary>
    public required IReadOnlyList<IndexField> Orders { get; init; }

    /// <summary>Fields that are asked about, each once.</summary>
    public int FieldCount => Equal.Union(Contains).Union(Orders.Select(order => order.FieldPath)).Count();

    /// <param name="query">The query.</param>
    /// <param name="aggregated">Fields whose sum or average is asked for: an index must hold them.</param>
    /// <exception cref="NotSupportedException">The filter is of a kind that this check cannot judge.</exception>
    public static QueryShape Of(StructuredQuery query, IEnumerable<string> aggregated)
    {
        var from = query.From.Count == 1 ? query.From[0] : throw new NotSupportedException("A query names exactly one collection.");
        var equal = new SortedSet<string>(StringComparer.Ordinal);
        var contains = new SortedSet<string>(StringComparer.Ordinal);
        var ranged = new SortedSet<string>(StringComparer.Ordinal);
        Collect(query.Where, equal, contains, ranged);

        return new QueryShape
        {
            CollectionGroup = from.CollectionId,
            QueryScope = from.AllDescendants ? "COLLECTION_GROUP" : "COLLECTION",
            Equal = equal,
            Contains = contains,
            Orders = OrdersOf(query, equal, ranged.Concat(aggregated)),
        };
    }

    public override string ToString() =>
        $"{CollectionGroup} ({string.Join(", ", Equal.Select(field => $"{field} ==").Concat(Contains.Select(field => $"{field} CONTAINS")).Concat(Orders.Select(order => order.ToString())))})";

    private static List<IndexField> OrdersOf(StructuredQuery query, SortedSet<string> equal, IEnumerable<string> implied)
    {
        var orders = query.OrderBy
            .Select(order => new IndexField { FieldPath = order.Field.FieldPath, Order = Text(order.Direction) })
            .Where(order => !equal.Contains(order.FieldPath)) // all are equal there: nothing to order
            .ToList();
        var name = orders.Find(order => order.FieldPath == Name);
        orders.Remove(name!);

        var last = orders.Count == 0 ? name?.Order ?? IndexField.Ascending : orders[^1].Order;
        foreach (var field in implied.Where(field => field != Name && orders.TrueForAll(order => order.FieldPath != field)))
        {
            orders.Add(new IndexField { FieldPath = field, Order = last });
        }

        // Where the name is not asked for, it goes the way of the last order: so it does in the index.
        if (name is not null && name.Order != (orders.Count == 0 ? IndexField.Ascending : orders[^1].Order))
        {
            orders.Add(name);
        }

        return orders;
    }

    private static string Text(Direction direction) =>
        direction is Direction.Descending ? IndexField.Descending : IndexField.Ascending;

    private static void Collect(Filter? filter, SortedSet<string> equal, SortedSet<string> contains, SortedSet<string> ranged)
    {
        switch (filter)
        {
            case null:
                break;
            case { CompositeFilter: { Op: CompositeFilter.Types.Operator.And } and }:
                foreach (var part in and.Filters)
                {
                    Collect(part, equal, contains, ranged);
                }

                break;
            case { FieldFilter: { } field }:
                (field.Op switch
                {
                    Operator.Equal or Operator.In => equal,
                    Operator.ArrayContains or Operator.ArrayContainsAny => contains,
                    _ => ranged,
                }).Add(field.Field.FieldPath);
                break;
            case { UnaryFilter: { } unary }:
                (unary.Op is UnaryOperator.IsNull or UnaryOperator.IsNan ? equal : ranged).Add(unary.Field.FieldPath);
                break;
            default:
                throw new NotSupportedException($"The index check does not know the filter {filter}.");
        }
    }
}
