using AgentState.Internal.Engines.Embedded.Stored;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using FieldOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;

namespace AgentState.Internal.Engines.Embedded.Queries;

/// <summary>Checks a filter in disjunctive normal form, an OR of ANDs, as the service runs it.</summary>
/// <remarks>
/// <c>in</c> and <c>array-contains-any</c> are expanded. A query may have at most 30 distinct disjunctions, and each may contain one
/// array-contains.
/// </remarks>
internal static class Disjunctions
{
    private const int Most = 30;

    // Far more than a valid query has as an intermediate result; limits the memory for a hostile query.
    private const int MostOnTheWay = 10_000;

    public static void Check(Filter filter)
    {
        var disjunctions = Expand(filter);
        if (disjunctions.Count > Most)
        {
            throw InvalidArgument.Of($"the query has {disjunctions.Count} disjunctions; the limit is {Most}.");
        }

        if (disjunctions.Any(static terms => terms.Count(static term => term.IsContainment) > 1))
        {
            throw InvalidArgument.Of("a disjunction contains more than one array-contains.");
        }
    }

    private static HashSet<HashSet<Term>> Expand(Filter filter) => filter switch
    {
        { CompositeFilter: { Op: CompositeFilter.Types.Operator.Or } or } => Distinct(or.Filters.SelectMany(Expand)),
        { CompositeFilter: { } and } => Conjuncts(and).Distinct().Select(Expand).Aggregate(Distinct([[]]), Product),
        { FieldFilter: { Op: FieldOperator.In or FieldOperator.ArrayContainsAny } any } =>
            Distinct(any.Value.ArrayValue.Values.Select(value => Single(any, value))),
        { FieldFilter: { } field } => Distinct([Single(field, field.Value)]),
        _ => Distinct([[new Term($"{filter.UnaryFilter.Op} {FieldReader.Of(filter.UnaryFilter.Field.FieldPath).Path}", null, false)]]),
    };

    // An AND within an AND is flattened.
    private static IEnumerable<Filter> Conjuncts(CompositeFilter and) => and.Filters.SelectMany(static part =>
        part.CompositeFilter is { Op: CompositeFilter.Types.Operator.And } inner ? Conjuncts(inner) : [part]);

    private static HashSet<Term> Single(FieldFilter filter, Value operand)
    {
        // x in [1] equals x == 1. x == null and x == NaN are both false, so they are the same term.
        var op = filter.Op is FieldOperator.In ? FieldOperator.Equal : filter.Op;
        var isFalse = op is FieldOperator.Equal && ValueOrder.KindOf(operand) is ValueKind.Null or ValueKind.NaN;
        var isContainment = op is FieldOperator.ArrayContains or FieldOperator.ArrayContainsAny;
        var test = $"{op} {FieldReader.Of(filter.Field.FieldPath).Path}";
        return [new Term(test, isFalse ? null : ValueForm.Canonical(operand), isContainment)];
    }

    private static HashSet<HashSet<Term>> Product(HashSet<HashSet<Term>> left, HashSet<HashSet<Term>> right)
    {
        var product = Distinct(left.SelectMany(_ => right, static (one, other) => one.Union(other).ToHashSet()));
        return product.Count <= MostOnTheWay
            ? product
            : throw InvalidArgument.Of($"the query has more than {Most} disjunctions.");
    }

    private static HashSet<HashSet<Term>> Distinct(IEnumerable<HashSet<Term>> disjunctions) =>
        disjunctions.ToHashSet(HashSet<Term>.CreateSetComparer());

    private readonly record struct Term(string Test, Value? Operand, bool IsContainment);
}
