using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using FieldOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;
using UnaryOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.UnaryFilter.Types.Operator;

namespace AgentState;

/// <summary>
/// Spells out a query's whole order: the terms it names, then the fields of its inequalities by name, at last the document's name;
/// what is implied goes the way of the last term named.
/// </summary>
internal static class QueryOrder
{
    public static IReadOnlyList<OrderTerm> Of(StructuredQuery query, QueryScope scope)
    {
        var orders = new List<OrderTerm>();
        foreach (var order in query.OrderBy)
        {
            Add(orders, new OrderTerm(FieldReader.Of(order.Field?.FieldPath ?? ""), order.Direction is Direction.Descending), scope);
        }

        var descending = orders.Count > 0 && orders[^1].Descending;
        var filters = query.Where is null ? [] : FilterRules.Flatten(query.Where);
        var implied = filters.Select(InequalityField).OfType<FieldReader>().OrderBy(static field => field.Path, Utf8Order.Comparer);
        foreach (var field in implied.Append(FieldReader.OfName))
        {
            // Behind the name nothing is left to be ordered.
            if (!orders.Exists(order => order.Field.Path == field.Path) && !EndsInName(orders))
            {
                orders.Add(new OrderTerm(field, descending));
            }
        }

        return orders;
    }

    private static void Add(List<OrderTerm> orders, OrderTerm term, QueryScope scope)
    {
        scope.CheckOrderable(term);
        if (EndsInName(orders) || orders.Exists(order => order.Field.Path == term.Field.Path))
        {
            throw InvalidArgument.Of("an order names a field twice, or goes on behind __name__.");
        }

        orders.Add(term);
    }

    private static bool EndsInName(List<OrderTerm> orders) => orders is [.., { Field.IsName: true }];

    private static FieldReader? InequalityField(Filter filter) => filter switch
    {
        { FieldFilter: { } field } when IsInequality(field.Op) && FieldReader.Of(field.Field.FieldPath) is { IsName: false } reader => reader,
        { UnaryFilter: { Op: UnaryOperator.IsNotNull or UnaryOperator.IsNotNan } unary } => FieldReader.Of(unary.Field.FieldPath),
        _ => null,
    };

    private static bool IsInequality(FieldOperator op) => op
        is FieldOperator.LessThan or FieldOperator.LessThanOrEqual
        or FieldOperator.GreaterThan or FieldOperator.GreaterThanOrEqual
        or FieldOperator.NotEqual or FieldOperator.NotIn;
}
