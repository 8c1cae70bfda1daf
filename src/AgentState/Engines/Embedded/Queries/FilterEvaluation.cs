using AgentState.Internal.Engines.Embedded.Stored;
using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using FieldOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;
using UnaryOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.UnaryFilter.Types.Operator;

namespace AgentState.Internal.Engines.Embedded.Queries;

/// <summary>Compiles a query's filter into a predicate of a document.</summary>
internal static class FilterEvaluation
{
    public static Predicate<StoredDocument> Compile(Filter filter) => filter.FilterTypeCase switch
    {
        Filter.FilterTypeOneofCase.CompositeFilter => Compile(filter.CompositeFilter),
        Filter.FilterTypeOneofCase.FieldFilter => Compile(filter.FieldFilter),
        _ => Compile(filter.UnaryFilter),
    };

    private static Predicate<StoredDocument> Compile(CompositeFilter composite)
    {
        var parts = composite.Filters.Select(Compile).ToArray();
        return composite.Op is CompositeFilter.Types.Operator.And
            ? document => Array.TrueForAll(parts, part => part(document))
            : document => Array.Exists(parts, part => part(document));
    }

    private static Predicate<StoredDocument> Compile(FieldFilter filter)
    {
        if (Inequalities.HoldsNever(filter))
        {
            return static _ => false;
        }

        var field = FieldReader.Of(filter.Field.FieldPath);
        var test = Test(filter.Op, filter.Value);
        return document => field.Read(document) is { } value && test(value);
    }

    private static Predicate<StoredDocument> Compile(UnaryFilter filter)
    {
        var field = FieldReader.Of(filter.Field.FieldPath);
        var op = filter.Op;
        return document => field.Read(document) is { } value && Test(op, ValueOrder.KindOf(value));
    }

    private static bool Test(UnaryOperator op, ValueKind kind) => op switch
    {
        UnaryOperator.IsNull => kind is ValueKind.Null,
        UnaryOperator.IsNan => kind is ValueKind.NaN,
        UnaryOperator.IsNotNull => kind is not ValueKind.Null,
        _ => kind is not (ValueKind.Null or ValueKind.NaN),
    };

    private static Predicate<Value> Test(FieldOperator op, Value operand) => op switch
    {
        FieldOperator.LessThan => value => InRange(value, operand) && ValueOrder.Compare(value, operand) < 0,
        FieldOperator.LessThanOrEqual => value => InRange(value, operand) && ValueOrder.Compare(value, operand) <= 0,
        FieldOperator.GreaterThan => value => InRange(value, operand) && ValueOrder.Compare(value, operand) > 0,
        FieldOperator.GreaterThanOrEqual => value => InRange(value, operand) && ValueOrder.Compare(value, operand) >= 0,
        FieldOperator.Equal => value => AreEqual(value, operand),
        FieldOperator.NotEqual => value => ValueOrder.KindOf(value) is not ValueKind.Null && !AreEqual(value, operand),
        FieldOperator.In => value => IsAmong(value, operand.ArrayValue),
        FieldOperator.NotIn => value =>
            ValueOrder.KindOf(value) is not ValueKind.Null && !HasNull(operand.ArrayValue) && !IsAmong(value, operand.ArrayValue),
        FieldOperator.ArrayContains => value => IsAmong(operand, value.ArrayValue),
        _ => value => value.ArrayValue is { } elements && elements.Values.Any(element => IsAmong(element, operand.ArrayValue)),
    };

    private static bool InRange(Value value, Value operand) => ValueOrder.KindOf(value) == ValueOrder.KindOf(operand);

    // Null and NaN equal no value here. The unary filters test for them.
    private static bool AreEqual(Value value, Value operand) =>
        ValueOrder.KindOf(operand) is not (ValueKind.Null or ValueKind.NaN) && ValueOrder.Compare(value, operand) == 0;

    private static bool IsAmong(Value value, ArrayValue? candidates)
    {
        if (candidates is null)
        {
            return false;
        }

        foreach (var candidate in candidates.Values)
        {
            if (AreEqual(value, candidate))
            {
                return true;
            }
        }

        return false;
    }

    // A null in not-in matches nothing: a comparison with null is neither true nor false.
    private static bool HasNull(ArrayValue candidates) => candidates.Values.Any(static value => ValueOrder.KindOf(value) is ValueKind.Null);
}
