using AgentState.Internal.Engines.Embedded.Stored;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using FieldOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;

namespace AgentState.Internal.Engines.Embedded.Queries;

/// <summary>The plan for answering a query of one collection with an index.</summary>
/// <remarks>
/// The terms of the index are the fields that the query compares for equality, then its order. The result is between two positions. The
/// rest of the filter is evaluated for each document in between.
/// </remarks>
internal sealed class IndexPlan
{
    private IndexPlan(IReadOnlyList<OrderTerm> terms, CursorPosition start, CursorPosition end)
    {
        Terms = terms;
        Start = start;
        End = end;
        Shape = string.Join(',', terms.Select(static term => term.Descending ? $"{term.Field.Path} desc" : term.Field.Path));
    }

    /// <summary>The key of the index; the same for all queries that it can answer.</summary>
    public string Shape { get; }

    public IReadOnlyList<OrderTerm> Terms { get; }

    public CursorPosition Start { get; }

    public CursorPosition End { get; }

    public static IndexPlan Of(Filter? filter, IReadOnlyList<OrderTerm> orders, CursorPosition? start, CursorPosition? end) =>
        Of(filter is null ? [] : [.. Conjuncts(filter)], orders, start, end);

    /// <summary>Returns one plan per value of the first <c>in</c> filter: their results together are that of the query.</summary>
    public static IReadOnlyList<IndexPlan> Branches(
        Filter? filter, IReadOnlyList<OrderTerm> orders, CursorPosition? start, CursorPosition? end)
    {
        FieldFilter[] conjuncts = filter is null ? [] : [.. Conjuncts(filter)];
        return Array.Find(conjuncts, static conjunct => conjunct.Op is FieldOperator.In) is { } any
            ? [.. any.Value.ArrayValue.Values.Select(value => Of([.. conjuncts, Equality(any, value)], orders, start, end))]
            : [];
    }

    private static IndexPlan Of(
        FieldFilter[] conjuncts, IReadOnlyList<OrderTerm> orders, CursorPosition? start, CursorPosition? end)
    {
        var equal = new SortedDictionary<string, (FieldReader Field, Value Value)>(StringComparer.Ordinal);
        foreach (var conjunct in conjuncts.Where(static conjunct => conjunct.Op is FieldOperator.Equal))
        {
            var field = FieldReader.Of(conjunct.Field.FieldPath);
            equal.TryAdd(field.Path, (field, conjunct.Value));
        }

        Value[] prefix = [.. equal.Values.Select(static held => held.Value)];
        OrderTerm[] terms = [.. equal.Values.Select(static held => new OrderTerm(held.Field, Descending: false)), .. orders];
        var (first, last) = (new CursorPosition(prefix, Before: true), new CursorPosition(prefix, Before: false));
        foreach (var (position, isStart) in Places(conjuncts, orders[0], start, end))
        {
            var place = position with { Values = [.. prefix, .. position.Values] };
            if (isStart && first.IsBefore(place, terms))
            {
                first = place;
            }
            else if (!isStart && place.IsBefore(last, terms))
            {
                last = place;
            }
        }

        return new IndexPlan(terms, first, last);
    }

    private static FieldFilter Equality(FieldFilter filter, Value value) =>
        new() { Field = filter.Field, Op = FieldOperator.Equal, Value = value };

    // The filters that must all match.
    public static IEnumerable<FieldFilter> Conjuncts(Filter filter) => filter switch
    {
        { CompositeFilter: { Op: CompositeFilter.Types.Operator.And } and } => and.Filters.SelectMany(Conjuncts),
        { FieldFilter: { } field } => [field],
        _ => [],
    };

    // The cursors, and the bounds of ranges on the first term.
    private static IEnumerable<(CursorPosition Place, bool IsStart)> Places(
        IEnumerable<FieldFilter> conjuncts, OrderTerm first, CursorPosition? start, CursorPosition? end)
    {
        if (start is not null)
        {
            yield return (start, IsStart: true);
        }

        if (end is not null)
        {
            yield return (end, IsStart: false);
        }

        foreach (var range in conjuncts)
        {
            if (IsRange(range.Op) && FieldReader.Of(range.Field.FieldPath).Path == first.Field.Path)
            {
                var isFrom = range.Op is FieldOperator.GreaterThan or FieldOperator.GreaterThanOrEqual;
                var isIncluded = range.Op is FieldOperator.GreaterThanOrEqual or FieldOperator.LessThanOrEqual;
                var isStart = isFrom != first.Descending;
                yield return (new CursorPosition([range.Value], Before: isStart == isIncluded), isStart);
            }
        }
    }

    private static bool IsRange(FieldOperator op) => op
        is FieldOperator.LessThan or FieldOperator.LessThanOrEqual
        or FieldOperator.GreaterThan or FieldOperator.GreaterThanOrEqual;
}
