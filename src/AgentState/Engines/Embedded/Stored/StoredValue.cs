using System.Text;
using AgentState.Internal.Data.Checks;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Engines.Embedded.Stored;

/// <summary>Converts a value into its stored form, or rejects it.</summary>
/// <remarks>A value that is already in stored form is returned as the same instance. The input is never changed.</remarks>
internal static class StoredValue
{
    /// <summary>Converts the value of a top-level field.</summary>
    public static Value OfField(string name, Value value) => OfEntry(name, value, new Place(Depth: 0, PathBytes: -1, InArray: false));

    /// <summary>Converts a value at a path of <paramref name="depth"/> names.</summary>
    public static Value AtDepth(int depth, Value value) => Of(value, new Place(depth - 1, PathBytes: 0, InArray: false));

    private static Value Of(Value value, Place place)
    {
        ValueForm.Check(value);
        switch (value.ValueTypeCase)
        {
            case Value.ValueTypeOneofCase.StringValue:
                CheckLength(ValueRules.BytesIfOver(value.StringValue, ValueRules.MaxValueBytes));
                return value;
            case Value.ValueTypeOneofCase.BytesValue:
                CheckLength(value.BytesValue.Length);
                return value;
            case Value.ValueTypeOneofCase.MapValue when VectorValue.Is(value.MapValue):
                return place.InArray ? throw InvalidArgument.Of("a vector must not be an element of an array.") : value;
            case Value.ValueTypeOneofCase.MapValue:
                return OfMap(value, place.Inside(inArray: false));
            case Value.ValueTypeOneofCase.ArrayValue when place.InArray:
                throw InvalidArgument.Of("an array must not be an element of an array.");
            case Value.ValueTypeOneofCase.ArrayValue:
                return OfArray(value, place.Inside(inArray: true));
            default:
                return ValueForm.Canonical(value);
        }
    }

    private static Value OfMap(Value value, Place place)
    {
        MapValue? changed = null;
        foreach (var (name, entry) in value.MapValue.Fields)
        {
            var stored = OfEntry(name, entry, place);
            if (!ReferenceEquals(stored, entry))
            {
                changed ??= new MapValue { Fields = { value.MapValue.Fields } };
                changed.Fields[name] = stored;
            }
        }

        return changed is null ? value : new Value { MapValue = changed };
    }

    private static Value OfArray(Value value, Place place)
    {
        ArrayValue? changed = null;
        for (var i = 0; i < value.ArrayValue.Values.Count; i++)
        {
            var element = value.ArrayValue.Values[i];
            var stored = Of(element, place);
            if (!ReferenceEquals(stored, element))
            {
                changed ??= new ArrayValue { Values = { value.ArrayValue.Values } };
                changed.Values[i] = stored;
            }
        }

        return changed is null ? value : new Value { ArrayValue = changed };
    }

    private static Value OfEntry(string name, Value value, Place place)
    {
        if (name.Length == 0)
        {
            throw InvalidArgument.Of("a field name is empty.");
        }

        if (ValueRules.IsReserved(name))
        {
            throw InvalidArgument.Of($"the field name '{name}' is reserved.");
        }

        var pathBytes = place.PathBytes + 1 + Encoding.UTF8.GetByteCount(name);
        return pathBytes <= ValueRules.MaxPathBytes
            ? Of(value, place with { PathBytes = pathBytes })
            : throw InvalidArgument.TooLarge("The path of a field is too long", path: null, pathBytes, ValueRules.MaxPathBytes);
    }

    private static void CheckLength(int bytes)
    {
        if (bytes > ValueRules.MaxValueBytes)
        {
            throw InvalidArgument.TooLarge("A string or bytes value is too long", path: null, bytes, ValueRules.MaxValueBytes);
        }
    }

    /// <summary>The position of a value: the number of maps and arrays around it, and the length of its path.</summary>
    private readonly record struct Place(int Depth, int PathBytes, bool InArray)
    {
        public Place Inside(bool inArray) => Depth < ValueRules.MaxNesting
            ? this with { Depth = Depth + 1, InArray = inArray }
            : throw InvalidArgument.Of($"maps and arrays are nested more than {ValueRules.MaxNesting} levels deep.");
    }
}
