using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using Operator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;
using UnaryOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.UnaryFilter.Types.Operator;

namespace AgentState.TestKit;

/// <summary>
/// What a query requires of an index, without its values: queries of one shape need the same index. It lists the equality fields in any
/// order, then the array fields, then the orders, including those that the service implies.
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

    /// <summary>The orders; the document name is omitted if it follows the direction of the last order, as in every index.</summary>
    public required IReadOnlyList<IndexField> Orders { get; init; }

    /// <summary>The number of distinct fields in the query.</summary>
    public int FieldCount => Equal.Union(Contains).Union(Orders.Select(order => order.FieldPath)).Count();

    /// <param name="query">The query.</param>
    /// <param name="aggregated">Fields that the query sums or averages; the index must contain them.</param>
    /// <exception cref="NotSupportedException">The check does not support the filter.</exception>
    public static QueryShape Of(StructuredQuery query, IEnumerable<string> aggregated)
    {
        var from = query.From.Count == 1
            ? query.From[0]
            : throw new NotSupportedException("The index check supports only queries that name exactly one collection.");
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
        $"{CollectionGroup} ({string.Join(", ", Equal.Select(field => $"{field} ==")
            .Concat(Contains.Select(field => $"{field} CONTAINS"))
            .Concat(Orders.Select(order => order.ToString())))})";

    private static List<IndexField> OrdersOf(StructuredQuery query, SortedSet<string> equal, IEnumerable<string> implied)
    {
        var orders = query.OrderBy
            .Select(order => new IndexField { FieldPath = order.Field.FieldPath, Order = Text(order.Direction) })
            .Where(order => !equal.Contains(order.FieldPath)) // all matching documents have the same value
            .ToList();
        var name = orders.Find(order => order.FieldPath == Name);
        orders.Remove(name!);

        var last = orders.Count == 0 ? name?.Order ?? IndexField.Ascending : orders[^1].Order;
        foreach (var field in implied.Where(field => field != Name && orders.TrueForAll(order => order.FieldPath != field)))
        {
            orders.Add(new IndexField { FieldPath = field, Order = last });
        }

        // If the query does not order by name, the name follows the last order, as in the index.
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
                throw new NotSupportedException($"The index check does not support the filter {filter}.");
        }
    }
}
