using AgentState.Internal.Data.Checks;
using Google.Cloud.Firestore.V1;
using Google.Protobuf.Collections;

namespace AgentState.Internal.Engines.Embedded.Stored;

/// <summary>Changes fields of a pending document; copies nested maps first, because a stored document may share them.</summary>
internal static class FieldWriter
{
    /// <summary>Sets a field; replaces every value on its path that is not a map (such as a vector) by a map.</summary>
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

    /// <summary>Removes a field; does nothing if it does not exist.</summary>
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
        fields.TryGetValue(name, out var value) && value.MapValue is { } map && !VectorValue.Is(map)
            ? new MapValue { Fields = { map.Fields } }
            : null;
}
