using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// A vector, as Firestore's own clients store it: the map <c>{"__type__": "__vector__", "value": [1.5, ...]}</c>. To the service it is one value and no map: it
/// adds nothing to the nesting or to the length of a path, no path leads into it, and it does not stand directly in an array. Pure.
/// </summary>
internal static class VectorValue
{
    /// <summary>The one reserved name that a map may have.</summary>
    public const string TypeName = "__type__";

    /// <summary>The name of the numbers.</summary>
    public const string NumbersName = "value";

    /// <summary>The most numbers of a vector.</summary>
    public const int MaxDimensions = 2_048;

    private const string Type = "__vector__";
    private const int BytesOfNumber = 8;

    /// <summary>Whether a map is exactly a vector: these two entries, and 1 to 2,048 doubles, none of them NaN.</summary>
    public static bool Is(MapValue map) =>
        map.Fields.Count == 2
        && map.Fields.TryGetValue(TypeName, out var type) && type is { HasStringValue: true, StringValue: Type }
        && map.Fields.TryGetValue(NumbersName, out var numbers) && numbers.ArrayValue?.Values is { Count: >= 1 and <= MaxDimensions } values
        && values.All(static number => number.HasDoubleValue && !double.IsNaN(number.DoubleValue));

    /// <summary>The size of a vector in bytes, as Firestore counts it in a document.</summary>
    public static long SizeOf(MapValue vector) => (long)vector.Fields[NumbersName].ArrayValue.Values.Count * BytesOfNumber;
}
