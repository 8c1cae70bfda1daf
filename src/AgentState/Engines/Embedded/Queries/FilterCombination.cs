using AgentState.Internal.Engines.Embedded.Stored;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using FieldOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;
using UnaryOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.UnaryFilter.Types.Operator;

namespace AgentState.Internal.Engines.Embedded.Queries;

/// <summary>Rejects filters that are valid individually but that the service does not accept in one query.</summary>
internal static class FilterCombination
{
    public static void Check(IReadOnlyCollection<Filter> parts)
    {
        if (parts.Count(IsNegation) > 1)
        {
            throw InvalidArgument.Of("the query has more than one of the filters !=, not-in, is-not-null and is-not-nan.");
        }

        if (parts.Any(static part => part.FieldFilter?.Op is FieldOperator.NotIn) && parts.Any(IsDisjunctive))
        {
            throw InvalidArgument.Of("not-in cannot be combined with in, array-contains-any or an OR.");
        }

        var inequalities = Inequalities.FieldsOf(parts).ToArray();
        if (parts.Any(IsNameEquality) && inequalities.Length > 0 && !Array.Exists(inequalities, static field => field.IsName))
        {
            throw InvalidArgument.Of("equality of __name__ cannot be combined with inequalities of other fields only.");
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
