using AgentState.Internal.Engines.Embedded.Stored;
using Google.Protobuf.Collections;

namespace AgentState.Internal.Engines.Embedded.Writing;

/// <summary>Computes the fields of a document after a write. Pure: it does not change the earlier fields.</summary>
internal static class WriteApplication
{
    /// <summary>Returns the fields of a document after a write.</summary>
    /// <param name="write">The write.</param>
    /// <param name="before">The current fields; null if the document does not exist.</param>
    /// <param name="time">The time of the commit.</param>
    /// <param name="results">Receives the result of each transform.</param>
    /// <returns>The fields after the write; null if the document was deleted.</returns>
    /// <exception cref="AgentStateException">A transform resulted in a value that cannot be stored.</exception>
    public static MapField<string, Value>? Apply(
        PreparedWrite write, MapField<string, Value>? before, CommitInstant time, RepeatedField<Value> results)
    {
        if (write.IsDelete)
        {
            return null;
        }

        var fields = new MapField<string, Value>();
        if (write.Mask is null)
        {
            fields.Add(write.Fields);
        }
        else
        {
            Patch(fields, before, write);
        }

        foreach (var transform in write.Transforms)
        {
            results.Add(TransformApplication.Apply(fields, transform, time));
        }

        return fields;
    }

    private static void Patch(MapField<string, Value> fields, MapField<string, Value>? before, PreparedWrite write)
    {
        if (before is not null)
        {
            fields.Add(before);
        }

        foreach (var field in write.Mask!)
        {
            if (field.Read(write.Fields) is { } value)
            {
                FieldWriter.Set(fields, field.Segments, value);
            }
            else
            {
                FieldWriter.Remove(fields, field.Segments);
            }
        }
    }
}
