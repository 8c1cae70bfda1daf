using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using FieldOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;
using UnaryOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.UnaryFilter.Types.Operator;

namespace AgentState;

/// <summary>Refuses filters that are sound each for itself, and that the service does not take in one query.</summary>
internal static class FilterCombination
{
    public static void Check(IReadOnlyCollection<Filter> parts)
    {
        if (parts.Count(IsNegation) > 1)
        {
            throw InvalidArgument.Of("a query takes one of the filters !=, not-in, is-not-null and is-not-nan, and only once.");
        }

        if (parts.Any(static part => part.FieldFilter?.Op is FieldOperator.NotIn) && parts.Any(IsDisjunctive))
        {
            throw InvalidArgument.Of("not-in cannot stand beside in, array-contains-any or an OR.");
        }

        var inequalities = Inequalities.FieldsOf(parts).ToArray();
        if (parts.Any(IsNameEquality) && inequalities.Length > 0 && !Array.Exists(inequalities, static field => field.IsName))
        {
            throw InvalidArgument.Of("__name__ cannot be compared for equality beside inequalities of other fields alone.");
        }
    }

    private static bool IsNegation(Filter filter) =>
        filter.FieldFilter?.Op is FieldOperator.NotEqual or FieldOperator.NotIn
        || filter.UnaryFilter?.Op is UnaryOperator.IsNotNull or UnaryOperator.IsNotNan;

    private static bool IsDisjunctive(Filter filter) =>
        filter.FieldFilter?.Op is FieldOperator.In or FieldOperator.ArrayContainsAny
        || filter.CompositeFilter?.Op is CompositeFilter.Types.Operator.Or;

    private static bool IsNameEquality(Filter filter) =>
        filter.FieldFilter?.Op is FieldOperator.Equal or FieldOperator.In && FilterRules.IsOnName(filter);
}
