using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// Merging one map into another leaf by leaf, as <c>set</c> with <c>merge</c> does in Firestore's own clients: maps within are merged as well, any
/// other value is replaced, and so is what an empty map is given for.
/// </summary>
internal static class MapMerge
{
    /// <summary>The paths of the leaves, for the mask of a write that merges the map into a field.</summary>
    public static IEnumerable<string> Mask(string field, MapValue map) => Mask([field], map);

    /// <summary>Whether a stored value is as the merge makes it.</summary>
    public static bool Holds(Value? stored, MapValue map) => stored?.MapValue is { } found &&
        (map.Fields.Count == 0
            ? found.Fields.Count == 0
            : map.Fields.All(entry => found.Fields.TryGetValue(entry.Key, out var value) &&
                (IsLeaf(entry.Value) ? value.Equals(entry.Value) : Holds(value, entry.Value.MapValue))));

    private static IEnumerable<string> Mask(string[] path, MapValue map) => map.Fields.Count == 0
        ? [FieldPath.Of(path)]
        : map.Fields.SelectMany(entry => IsLeaf(entry.Value)
            ? [FieldPath.Of([.. path, entry.Key])]
            : Mask([.. path, entry.Key], entry.Value.MapValue));

    private static bool IsLeaf(Value value) => value.MapValue is not { Fields.Count: > 0 };
}
