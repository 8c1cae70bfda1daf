using AgentState.Internal.Data.Checks;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents.Writing;

/// <summary>Merges one map into another leaf by leaf, like <c>set</c> with <c>merge</c> in Firestore's clients.</summary>
/// <remarks>Nested maps are merged. All other values, vectors and empty maps among them, replace the stored value.</remarks>
internal static class MapMerge
{
    /// <summary>Returns the paths of the leaves, for the mask of a write that merges the map into a field.</summary>
    public static IEnumerable<string> Mask(string field, MapValue map) => Mask([field], map);

    /// <summary>Returns whether a stored value already equals the result of the merge.</summary>
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
