using AgentState.Internal.Data;
using AgentState.Internal.Data.Checks;
using AgentState.Internal.Engines.Embedded.Stored;

namespace AgentState.Internal.Engines.Embedded.Queries;

/// <summary>Validates the values of filters and cursors, which have fewer limits than stored values.</summary>
/// <remarks>
/// Arrays may contain arrays, and the depth is not limited. A time may be finer than a microsecond; it then equals no stored time.
/// </remarks>
internal static class OperandRules
{
    /// <summary>The largest value that an index contains completely, in bytes as counted by <see cref="DocumentSize"/>.</summary>
    private const int MaxIndexedBytes = 1_500;

    public static void Check(Value value)
    {
        ValueForm.Check(value);
        if (value.ArrayValue is { } array)
        {
            foreach (var element in array.Values)
            {
                Check(element);
            }
        }
        else if (value.MapValue is { } map && !VectorValue.Is(map))
        {
            foreach (var (name, entry) in map.Fields)
            {
                if (ValueRules.IsReserved(name))
                {
                    throw InvalidArgument.Of($"the field name '{name}' is reserved.");
                }

                Check(entry);
            }
        }
    }

    /// <summary>Requires that a value fits into an index, because it is compared completely.</summary>
    public static void CheckIndexed(Value value)
    {
        if (DocumentSize.Of(value) is > MaxIndexedBytes and var size)
        {
            throw InvalidArgument.TooLarge("The value of a filter is too large", path: null, size, MaxIndexedBytes);
        }
    }

    /// <summary>Requires a reference to a document of this database.</summary>
    public static void CheckName(Value value, DatabaseRoot root)
    {
        if (value.ValueTypeCase is not Value.ValueTypeOneofCase.ReferenceValue)
        {
            throw InvalidArgument.Of("__name__ can only be compared with references.");
        }

        NameRules.CheckDocument(value.ReferenceValue, root);
    }
}
