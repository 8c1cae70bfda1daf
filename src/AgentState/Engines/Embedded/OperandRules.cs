namespace AgentState;

/// <summary>
/// What a query takes as the value of a filter or a cursor. Looser than what can be stored: arrays may hold arrays, any depth will do,
/// and a time may be finer than a microsecond, which then equals no stored one.
/// </summary>
internal static class OperandRules
{
    /// <summary>The largest value that an index holds whole, in bytes as <see cref="DocumentSize"/> counts them.</summary>
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

    /// <summary>A value that the index is searched for. It is compared as a whole, so it must fit there.</summary>
    public static void CheckIndexed(Value value)
    {
        if (DocumentSize.Of(value) is > MaxIndexedBytes and var size)
        {
            throw InvalidArgument.TooLarge("The value of a filter is too large", path: null, size, MaxIndexedBytes);
        }
    }

    /// <summary>A document's name, in this database.</summary>
    public static void CheckName(Value value, DatabaseRoot root)
    {
        if (value.ValueTypeCase is not Value.ValueTypeOneofCase.ReferenceValue)
        {
            throw InvalidArgument.Of("__name__ is compared with references only.");
        }

        NameRules.CheckDocument(value.ReferenceValue, root);
    }
}
