using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using FieldOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;
using UnaryOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.UnaryFilter.Types.Operator;

namespace AgentState;

/// <summary>Which filters ask for more than equality: their fields take part in the query's order, and must be there.</summary>
internal static class Inequalities
{
    /// <summary>The fields, the document's name among them where it is compared so.</summary>
    public static IEnumerable<FieldReader> FieldsOf(IEnumerable<Filter> filters) => filters.Select(FieldOf).OfType<FieldReader>();

    /// <summary>
    /// Whether an inequality holds for no value at all. Such a filter asks neither for an order nor for the field. Among the values of
    /// not-in, one null is enough for it to hold for nothing, and it asks for the field all the same unless all are null.
    /// </summary>
    public static bool HoldsNever(FieldFilter filter) => filter.Op switch
    {
        FieldOperator.NotEqual => ValueOrder.KindOf(filter.Value) is ValueKind.Null,
        FieldOperator.NotIn => filter.Value.ArrayValue.Values.All(static value => ValueOrder.KindOf(value) is ValueKind.Null),
        _ => IsInequality(filter.Op) && ValueOrder.KindOf(filter.Value) is ValueKind.Null or ValueKind.NaN,
    };

    private static FieldReader? FieldOf(Filter filter) => filter switch
    {
        { FieldFilter: { } field } when IsInequality(field.Op) && !HoldsNever(field) => FieldReader.Of(field.Field.FieldPath),
        { UnaryFilter: { Op: UnaryOperator.IsNotNull or UnaryOperator.IsNotNan } unary } => FieldReader.Of(unary.Field.FieldPath),
        _ => null,
    };

    private static bool IsInequality(FieldOperator op) => op
        is FieldOperator.LessThan or FieldOperator.LessThanOrEqual
        or FieldOperator.GreaterThan or FieldOperator.GreaterThanOrEqual
        or FieldOperator.NotEqual or FieldOperator.NotIn;
}
