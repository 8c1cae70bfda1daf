using Google.Cloud.Firestore.V1;
using Google.Protobuf.Collections;

namespace AgentState;

/// <summary>
/// Changes fields of a document in the making. Nested maps may be shared with a stored document: they are copied on the way down,
/// never changed.
/// </summary>
internal static class FieldWriter
{
    /// <summary>Sets a field; what stands in the way of its path and is no map (a vector is none) gives way to one.</summary>
    public static void Set(MapField<string, Value> fields, ReadOnlySpan<string> path, Value value)
    {
        if (path.Length == 1)
        {
            fields[path[0]] = value;
            return;
        }

        var child = CopyOfMap(fields, path[0]) ?? new MapValue();
        Set(child.Fields, path[1..], value);
        fields[path[0]] = new Value { MapValue = child };
    }

    /// <summary>Removes a field; does nothing where the path leads nowhere.</summary>
    public static void Remove(MapField<string, Value> fields, ReadOnlySpan<string> path)
    {
        if (path.Length == 1)
        {
            fields.Remove(path[0]);
            return;
        }

        if (CopyOfMap(fields, path[0]) is { } child)
        {
            Remove(child.Fields, path[1..]);
            fields[path[0]] = new Value { MapValue = child };
        }
    }

    private static MapValue? CopyOfMap(MapField<string, Value> fields, string name) =>
        fields.TryGetValue(name, out var value) && value.MapValue is { } map && !VectorValue.Is(map) ? new MapValue { Fields = { map.Fields } } : null;
}
