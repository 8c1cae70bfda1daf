using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// Merging one map into another leaf by leaf, as <c>set</c> with <c>merge</c> does in Firestore's own clients: maps within are merged as well, any
/// other value is replaced (a vector is one), and so is what an empty map is given for.
/// </summary>
internal static class MapMerge
{
    /// <summary>The paths of the leaves, for the mask of a write that merges the map into a field.</summary>
    public static IEnumerable<string> Mask(string field, MapValue map) => Mask([field], map);

    /// <summary>Whether a stored value is as the merge makes it.</summary>
    public static bool Holds(Value? stored, MapValue map) => stored?.MapValue is { } found &&
        (IsLeaf(map) || VectorValue.Is(found)
            ? found.Equals(map)
            : map.Fields.All(entry => found.Fields.TryGetValue(entry.Key, out var value) &&
                (entry.Value.MapValue is { } inner ? Holds(value, inner) : value.Equals(entry.Value))));

    private static IEnumerable<string> Mask(string[] path, MapValue map) => IsLeaf(map)
        ? [FieldPath.Of(path)]
        : map.Fields.SelectMany(entry => entry.Value.MapValue is { } inner
            ? Mask([.. path, entry.Key], inner)
            : [FieldPath.Of([.. path, entry.Key])]);

    private static bool IsLeaf(MapValue map) => map.Fields.Count == 0 || VectorValue.Is(map);
}
