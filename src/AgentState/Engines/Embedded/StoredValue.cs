using System.Text;
using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// Makes of a value what the database stores for it, or refuses it. A value that is stored as it is given comes back as the same instance;
/// what is given is never changed.
/// </summary>
internal static class StoredValue
{
    /// <summary>A field of a document, named from the top.</summary>
    public static Value OfField(string name, Value value) => OfEntry(name, value, new Place(Depth: 0, PathBytes: -1, InArray: false));

    /// <summary>A value that stands at a path of <paramref name="depth"/> names.</summary>
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
                return place.InArray ? throw InvalidArgument.Of("a vector must not stand directly inside an array.") : value;
            case Value.ValueTypeOneofCase.MapValue:
                return OfMap(value, place.Inside(inArray: false));
            case Value.ValueTypeOneofCase.ArrayValue when place.InArray:
                throw InvalidArgument.Of("an array must not stand directly inside an array.");
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
            throw InvalidArgument.Of("a field's name is empty.");
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
            throw InvalidArgument.TooLarge("A string or bytes are too long", path: null, bytes, ValueRules.MaxValueBytes);
        }
    }

    /// <summary>Where a value stands: how many maps and arrays lie around it, and how long the path to it is.</summary>
    private readonly record struct Place(int Depth, int PathBytes, bool InArray)
    {
        public Place Inside(bool inArray) => Depth < ValueRules.MaxNesting
            ? this with { Depth = Depth + 1, InArray = inArray }
            : throw InvalidArgument.Of($"maps and arrays must not lie more than {ValueRules.MaxNesting} deep inside each other.");
    }
}
