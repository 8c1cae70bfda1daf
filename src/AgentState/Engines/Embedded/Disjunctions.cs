using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using FieldOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;

namespace AgentState;

/// <summary>
/// The query as the service runs it: an OR of ANDs, with <c>in</c> and <c>array-contains-any</c> taken apart. There may be 30 of
/// them, and each may ask once whether an array contains something. Repeats, and what another one includes, do not count.
/// </summary>
internal static class Disjunctions
{
    private const int Most = 30;

    // Far more than any query that is let through has on the way; it only keeps a hostile one from filling the memory.
    private const int MostOnTheWay = 10_000;

    public static void Check(Filter filter)
    {
        var normal = WithoutIncluded(Expand(filter));
        if (normal.Count > Most)
        {
            throw InvalidArgument.Of($"the query comes to {normal.Count} disjunctions; {Most} are the most.");
        }

        if (normal.Exists(static terms => terms.Count(static term => term.IsContainment) > 1))
        {
            throw InvalidArgument.Of("a disjunction takes array-contains once.");
        }
    }

    private static IEnumerable<HashSet<Term>> Expand(Filter filter) => filter switch
    {
        { CompositeFilter: { Op: CompositeFilter.Types.Operator.Or } or } => or.Filters.SelectMany(Expand),
        { CompositeFilter: { } and } => and.Filters.Select(Expand).Aggregate<IEnumerable<HashSet<Term>>, IEnumerable<HashSet<Term>>>([[]], Product),
        { FieldFilter: { Op: FieldOperator.In or FieldOperator.ArrayContainsAny } any } =>
            any.Value.ArrayValue.Values.Select(value => Single(any.Op, any.Field, value)),
        { FieldFilter: { } field } => [Single(field.Op, field.Field, field.Value)],
        _ => [[new Term($"{filter.UnaryFilter.Op} {filter.UnaryFilter.Field.FieldPath}", Operand: null, IsContainment: false)]],
    };

    private static HashSet<Term> Single(FieldOperator op, FieldReference field, Value operand)
    {
        // x in [1] is x == 1.
        var plain = op is FieldOperator.In ? FieldOperator.Equal : op;
        return [new Term($"{plain} {field.FieldPath}", operand, op is FieldOperator.ArrayContains or FieldOperator.ArrayContainsAny)];
    }

    private static List<HashSet<Term>> Product(IEnumerable<HashSet<Term>> left, IEnumerable<HashSet<Term>> right)
    {
        var rights = right.ToArray();
        var product = WithoutIncluded(left.SelectMany(_ => rights, static (one, other) => one.Union(other).ToHashSet()));
        return product.Count <= MostOnTheWay
            ? product
            : throw InvalidArgument.Of($"the query comes to more than {Most} disjunctions.");
    }

    // (a) or (a and b) is (a).
    private static List<HashSet<Term>> WithoutIncluded(IEnumerable<HashSet<Term>> disjunctions)
    {
        var kept = new List<HashSet<Term>>();
        foreach (var terms in disjunctions.OrderBy(static terms => terms.Count))
        {
            if (!kept.Exists(smaller => smaller.IsSubsetOf(terms)))
            {
                kept.Add(terms);
            }
        }

        return kept;
    }

    private readonly record struct Term(string Test, Value? Operand, bool IsContainment);
}
