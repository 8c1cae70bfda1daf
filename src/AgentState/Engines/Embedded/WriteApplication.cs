using Google.Cloud.Firestore.V1;
using Google.Protobuf.Collections;

namespace AgentState;

/// <summary>Works out what a write makes of a document's fields. Pure: the fields before, which may be stored ones, are left as they are.</summary>
internal static class WriteApplication
{
    /// <param name="write">The write; its form was checked.</param>
    /// <param name="before">The fields as they are, or null where there is no document.</param>
    /// <param name="time">The time of the commit.</param>
    /// <param name="told">Takes what the writer is told of each transform.</param>
    /// <returns>The fields after the write, or null where there is no document any more.</returns>
    /// <exception cref="AgentStateException">A value in it cannot be stored.</exception>
    public static MapField<string, Value>? Apply(
        Write write, MapField<string, Value>? before, CommitTime time, RepeatedField<Value> told)
    {
        if (write.OperationCase is Write.OperationOneofCase.Delete)
        {
            return null;
        }

        var fields = Updated(write, before);
        foreach (var transform in write.Transform?.FieldTransforms ?? write.UpdateTransforms)
        {
            told.Add(TransformApplication.Apply(fields, transform, time));
        }

        return fields;
    }

    private static MapField<string, Value> Updated(Write write, MapField<string, Value>? before)
    {
        var given = Stored(write.Update);
        if (write.OperationCase is Write.OperationOneofCase.Update && write.UpdateMask is null)
        {
            return given;
        }

        var fields = new MapField<string, Value>();
        if (before is not null)
        {
            fields.Add(before);
        }

        foreach (var path in write.UpdateMask?.FieldPaths ?? [])
        {
            var field = FieldReader.OfField(path);
            if (field.Read(given) is { } value)
            {
                FieldWriter.Set(fields, field.Segments, value);
            }
            else
            {
                FieldWriter.Remove(fields, field.Segments);
            }
        }

        return fields;
    }

    private static MapField<string, Value> Stored(Document? document)
    {
        var fields = new MapField<string, Value>();
        foreach (var (name, value) in document?.Fields ?? [])
        {
            fields.Add(name, StoredValue.OfField(name, value));
        }

        return fields;
    }
}
