using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using FieldOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;

namespace AgentState;

/// <summary>
/// The query as the service runs it: an OR of ANDs, with <c>in</c> and <c>array-contains-any</c> taken apart. There may be 30 of
/// them, and each may ask once whether an array contains something. What is repeated counts once.
/// </summary>
internal static class Disjunctions
{
    private const int Most = 30;

    // Far more than any query that is let through has on the way; it only keeps a hostile one from filling the memory.
    private const int MostOnTheWay = 10_000;

    public static void Check(Filter filter)
    {
        var disjunctions = Expand(filter);
        if (disjunctions.Count > Most)
        {
            throw InvalidArgument.Of($"the query comes to {disjunctions.Count} disjunctions; {Most} are the most.");
        }

        if (disjunctions.Any(static terms => terms.Count(static term => term.IsContainment) > 1))
        {
            throw InvalidArgument.Of("a disjunction takes array-contains once.");
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

    // An AND within an AND is one.
    private static IEnumerable<Filter> Conjuncts(CompositeFilter and) => and.Filters.SelectMany(static part =>
        part.CompositeFilter is { Op: CompositeFilter.Types.Operator.And } inner ? Conjuncts(inner) : [part]);

    private static HashSet<Term> Single(FieldFilter filter, Value operand)
    {
        // x in [1] is x == 1; x == null and x == NaN are the same: false.
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
            : throw InvalidArgument.Of($"the query comes to more than {Most} disjunctions.");
    }

    private static HashSet<HashSet<Term>> Distinct(IEnumerable<HashSet<Term>> disjunctions) =>
        disjunctions.ToHashSet(HashSet<Term>.CreateSetComparer());

    private readonly record struct Term(string Test, Value? Operand, bool IsContainment);
}
