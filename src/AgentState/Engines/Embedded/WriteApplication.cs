using Google.Protobuf.Collections;

namespace AgentState;

/// <summary>Works out what a write makes of a document's fields. Pure: the fields before, which may be stored, are left alone.</summary>
internal static class WriteApplication
{
    /// <param name="write">The write.</param>
    /// <param name="before">The fields as they are, or null where there is no document.</param>
    /// <param name="time">The time of the commit.</param>
    /// <param name="told">Takes what the writer is told of each transform.</param>
    /// <returns>The fields after the write, or null where there is no document any more.</returns>
    /// <exception cref="AgentStateException">A transform made a value that cannot be stored.</exception>
    public static MapField<string, Value>? Apply(
        PreparedWrite write, MapField<string, Value>? before, CommitInstant time, RepeatedField<Value> told)
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
            told.Add(TransformApplication.Apply(fields, transform, time));
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
