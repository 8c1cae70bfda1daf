using AgentState.Internal.Engines.Embedded.Stored;
using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;

namespace AgentState.Internal.Engines.Embedded.Queries;

/// <summary>Determines the complete order of a query, including the implied terms.</summary>
/// <remarks>
/// The order consists of the explicit terms, the fields with inequalities by name, the aggregated fields, and the document's name. Implied
/// terms have the direction of the last explicit term.
/// </remarks>
internal static class QueryOrder
{
    /// <summary>Returns the terms of the order.</summary>
    /// <param name="query">The query, with a valid filter.</param>
    /// <param name="scope">The scope of the query.</param>
    /// <param name="aggregated">The fields that are summed or averaged.</param>
    public static IReadOnlyList<OrderTerm> Of(StructuredQuery query, QueryScope scope, IEnumerable<FieldReader> aggregated)
    {
        var orders = new List<OrderTerm>();
        foreach (var order in query.OrderBy)
        {
            var term = new OrderTerm(FieldReader.Of(order.Field?.FieldPath ?? ""), order.Direction is Direction.Descending);
            scope.CheckOrderable(term);
            if (Has(orders, term.Field))
            {
                throw InvalidArgument.Of($"the order contains '{term.Field.Path}' twice.");
            }

            Add(orders, term);
        }

        var descending = orders is [.., { Descending: true }];
        var filters = query.Where is null ? [] : FilterRules.Flatten(query.Where).ToArray();
        var nameIsFirst = scope.IsGroupBeneathDocument || Array.Exists(filters, FilterRules.IsOnName);
        foreach (var field in Implied(filters, aggregated, nameIsFirst))
        {
            if (!Has(orders, field))
            {
                Add(orders, new OrderTerm(field, descending));
            }
        }

        return orders;
    }

    // If documents are found by their names, the name comes before the aggregated fields.
    private static IEnumerable<FieldReader> Implied(IEnumerable<Filter> filters, IEnumerable<FieldReader> aggregated, bool nameIsFirst)
    {
        var compared = Inequalities.FieldsOf(filters)
            .Where(static field => !field.IsName)
            .Order(FieldReader.BySegments);
        var sorted = aggregated.Order(FieldReader.BySegments);
        return nameIsFirst
            ? compared.Append(FieldReader.OfName).Concat(sorted)
            : compared.Concat(sorted).Append(FieldReader.OfName);
    }

    private static bool Has(List<OrderTerm> orders, FieldReader field) => orders.Exists(order => order.Field.Path == field.Path);

    private static void Add(List<OrderTerm> orders, OrderTerm term)
    {
        if (orders is [.., { Field.IsName: true }])
        {
            throw InvalidArgument.Of($"the order contains '{term.Field.Path}' after __name__. Order by it before __name__.");
        }

        orders.Add(term);
    }
}
