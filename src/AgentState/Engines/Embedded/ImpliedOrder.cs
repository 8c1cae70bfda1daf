using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using FieldOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;
using UnaryOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.UnaryFilter.Types.Operator;

namespace AgentState;

/// <summary>Spells out a query's whole order: the terms it names, the fields of its inequalities by name, and at last the document's name.</summary>
internal static class ImpliedOrder
{
    public static IReadOnlyList<OrderTerm> Complete(StructuredQuery query)
    {
        var orders = query.OrderBy
            .Select(order => new OrderTerm(FieldReader.Of(order.Field.FieldPath), order.Direction is Direction.Descending))
            .ToList();

        var descending = orders.Count > 0 && orders[^1].Descending;
        var implied = new SortedDictionary<string, FieldReader>(Comparer<string>.Create(static (left, right) => Utf8Order.Compare(left, right)));
        AddInequalities(query.Where, implied);
        foreach (var field in implied.Values.Append(FieldReader.OfName))
        {
            if (!orders.Exists(order => order.Field.Path == field.Path))
            {
                orders.Add(new OrderTerm(field, descending));
            }
        }

        return orders;
    }

    private static void AddInequalities(Filter? filter, SortedDictionary<string, FieldReader> fields)
    {
        switch (filter?.FilterTypeCase)
        {
            case Filter.FilterTypeOneofCase.CompositeFilter:
                foreach (var part in filter.CompositeFilter.Filters)
                {
                    AddInequalities(part, fields);
                }

                break;
            case Filter.FilterTypeOneofCase.FieldFilter when IsInequality(filter.FieldFilter.Op):
                Add(filter.FieldFilter.Field.FieldPath);
                break;
            case Filter.FilterTypeOneofCase.UnaryFilter when filter.UnaryFilter.Op is UnaryOperator.IsNotNull or UnaryOperator.IsNotNan:
                Add(filter.UnaryFilter.Field.FieldPath);
                break;
        }

        void Add(string path)
        {
            var field = FieldReader.Of(path);
            if (!field.IsName)
            {
                fields.TryAdd(field.Path, field);
            }
        }
    }

    private static bool IsInequality(FieldOperator op) => op
        is FieldOperator.LessThan or FieldOperator.LessThanOrEqual
        or FieldOperator.GreaterThan or FieldOperator.GreaterThanOrEqual
        or FieldOperator.NotEqual or FieldOperator.NotIn;
}
