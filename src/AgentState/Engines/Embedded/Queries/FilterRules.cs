using AgentState.Internal.Engines.Embedded.Stored;
using Google.Protobuf.Collections;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using FieldOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;
using UnaryOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.UnaryFilter.Types.Operator;

namespace AgentState.Internal.Engines.Embedded.Queries;

/// <summary>Rejects the filters that the service rejects, individually and in combination.</summary>
internal static class FilterRules
{
    private const int MaxInValues = 30;
    private const int MaxNotInValues = 10;

    public static void Check(Filter filter, QueryScope scope)
    {
        var parts = Flatten(filter).ToArray();
        foreach (var part in parts)
        {
            CheckOne(part, scope);
        }

        FilterCombination.Check(parts);
        Disjunctions.Check(filter);
    }

    /// <summary>Returns the filter and all nested filters, including composite ones.</summary>
    public static IEnumerable<Filter> Flatten(Filter filter) =>
        filter.CompositeFilter is { } composite ? composite.Filters.SelectMany(Flatten).Prepend(filter) : [filter];

    /// <summary>Returns whether a filter compares the document's name.</summary>
    public static bool IsOnName(Filter filter) => filter.FieldFilter is { } field && FieldReader.Of(field.Field.FieldPath).IsName;

    private static void CheckOne(Filter filter, QueryScope scope)
    {
        switch (filter.FilterTypeCase)
        {
            case Filter.FilterTypeOneofCase.CompositeFilter:
                CheckComposite(filter.CompositeFilter);
                break;
            case Filter.FilterTypeOneofCase.FieldFilter:
                CheckField(filter.FieldFilter, scope);
                break;
            case Filter.FilterTypeOneofCase.UnaryFilter:
                CheckUnary(filter.UnaryFilter, scope);
                break;
            default:
                throw InvalidArgument.Of("a filter has no type.");
        }
    }

    // An empty AND matches every document, so only an empty OR is rejected.
    private static void CheckComposite(CompositeFilter filter)
    {
        if (filter.Op is not (CompositeFilter.Types.Operator.And or CompositeFilter.Types.Operator.Or))
        {
            throw InvalidArgument.Of("a composite filter has no operator.");
        }

        if (filter.Op is CompositeFilter.Types.Operator.Or && filter.Filters.Count == 0)
        {
            throw InvalidArgument.Of("an OR filter is empty.");
        }
    }

    private static void CheckField(FieldFilter filter, QueryScope scope)
    {
        var field = FieldReader.Of(filter.Field?.FieldPath ?? "");
        scope.CheckFilterable(field);
        OperandRules.Check(filter.Value ?? new Value());
        foreach (var operand in Operands(filter))
        {
            if (field.IsName)
            {
                OperandRules.CheckName(operand, scope.Root);
            }
            else
            {
                OperandRules.CheckIndexed(operand);
            }
        }

        if (field.IsName && filter.Op is FieldOperator.ArrayContains or FieldOperator.ArrayContainsAny)
        {
            throw InvalidArgument.Of("__name__ is not an array.");
        }
    }

    private static RepeatedField<Value> Operands(FieldFilter filter)
    {
        var most = filter.Op switch
        {
            FieldOperator.In or FieldOperator.ArrayContainsAny => MaxInValues,
            FieldOperator.NotIn => MaxNotInValues,
            _ when Enum.IsDefined(filter.Op) && filter.Op is not FieldOperator.Unspecified => 0,
            _ => throw InvalidArgument.Of("a filter has no operator."),
        };

        if (most == 0)
        {
            return [filter.Value];
        }

        return filter.Value.ArrayValue?.Values is { Count: > 0 } values && values.Count <= most
            ? values
            : throw InvalidArgument.Of($"{filter.Op} needs an array of 1 to {most} values.");
    }

    private static void CheckUnary(UnaryFilter filter, QueryScope scope)
    {
        var field = FieldReader.Of(filter.Field?.FieldPath ?? "");
        scope.CheckFilterable(field);
        if (field.IsName || filter.Op is UnaryOperator.Unspecified || !Enum.IsDefined(filter.Op))
        {
            throw InvalidArgument.Of("a unary filter has no operator, or is on __name__.");
        }
    }
}
