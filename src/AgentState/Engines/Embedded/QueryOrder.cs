using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;

namespace AgentState;

/// <summary>
/// Spells out a query's whole order: the terms it names, then the fields of its inequalities by name, then those that are aggregated,
/// at last the document's name; what is implied goes the way of the last term named.
/// </summary>
internal static class QueryOrder
{
    /// <param name="query">The query; its filter was checked.</param>
    /// <param name="scope">Where it looks.</param>
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
                throw InvalidArgument.Of($"the order names '{term.Field.Path}' twice.");
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

    // Where the documents are found by their names, the name comes first, and nothing can stand behind it.
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
            throw InvalidArgument.Of($"'{term.Field.Path}' cannot take part in the order behind __name__. Name it there, before.");
        }

        orders.Add(term);
    }
}
