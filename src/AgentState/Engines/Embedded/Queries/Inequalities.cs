using AgentState.Internal.Engines.Embedded.Stored;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using FieldOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;
using UnaryOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.UnaryFilter.Types.Operator;

namespace AgentState.Internal.Engines.Embedded.Queries;

/// <summary>Finds inequality filters, whose fields are part of the query's order and must exist.</summary>
internal static class Inequalities
{
    /// <summary>Returns the fields with inequalities, including the document's name.</summary>
    public static IEnumerable<FieldReader> FieldsOf(IEnumerable<Filter> filters) => filters.Select(FieldOf).OfType<FieldReader>();

    /// <summary>Returns whether an inequality matches no value and does not require its field.</summary>
    /// <remarks>
    /// Such a filter also implies no order. A not-in with one null value also matches nothing, but requires its field unless all values are
    /// null.
    /// </remarks>
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
