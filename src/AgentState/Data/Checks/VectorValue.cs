using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Data.Checks;

/// <summary>A vector as Firestore's own clients store it: the map <c>{"__type__": "__vector__", "value": [1.5, ...]}</c>. Pure.</summary>
/// <remarks>
/// Firestore treats a vector as one value, not as a map: it does not count toward the nesting or the length of a path, no path leads into
/// it, and it cannot be directly inside an array.
/// </remarks>
internal static class VectorValue
{
    /// <summary>The only reserved name that is valid in a map.</summary>
    public const string TypeName = "__type__";

    /// <summary>The name of the entry that contains the numbers.</summary>
    public const string NumbersName = "value";

    /// <summary>The maximum number of dimensions of a vector.</summary>
    public const int MaxDimensions = 2_048;

    private const string Type = "__vector__";
    private const int BytesOfNumber = 8;

    /// <summary>Whether a map is a vector: exactly these two entries and 1 to 2,048 doubles, none of them NaN.</summary>
    public static bool Is(MapValue map) =>
        map.Fields.Count == 2
        && map.Fields.TryGetValue(TypeName, out var type) && type is { HasStringValue: true, StringValue: Type }
        && map.Fields.TryGetValue(NumbersName, out var numbers) && numbers.ArrayValue?.Values is { Count: >= 1 and <= MaxDimensions } values
        && values.All(static number => number.HasDoubleValue && !double.IsNaN(number.DoubleValue));

    /// <summary>Returns the size of a vector in bytes as Firestore counts it.</summary>
    public static long SizeOf(MapValue vector) => (long)vector.Fields[NumbersName].ArrayValue.Values.Count * BytesOfNumber;
}
