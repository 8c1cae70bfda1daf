using Google.Cloud.Firestore.V1;
using Google.Protobuf.Collections;

namespace AgentState;

/// <summary>Works out what a write makes of a document. Pure: the document before is left as it is.</summary>
internal static class WriteApplication
{
    /// <summary>The document after the write, or null where there is none; and what the writer is told.</summary>
    public static (StoredDocument? After, WriteResult Result) Apply(Write write, StoredDocument? before, CommitTime time)
    {
        if (write.OperationCase is Write.OperationOneofCase.Delete)
        {
            return (null, new WriteResult());
        }

        var result = new WriteResult();
        var fields = UpdatedFields(write, before);
        var transforms = write.Transform?.FieldTransforms ?? write.UpdateTransforms;
        foreach (var transform in transforms)
        {
            result.TransformResults.Add(TransformApplication.Apply(fields, transform, time));
        }

        var after = Version(Writes.NameOf(write), fields, before, time);
        result.UpdateTime = after.Message.UpdateTime;
        return (after, result);
    }

    private static MapField<string, Value> UpdatedFields(Write write, StoredDocument? before)
    {
        if (write.OperationCase is Write.OperationOneofCase.Update && write.UpdateMask is null)
        {
            return write.Update.Fields.Clone();
        }

        var fields = new MapField<string, Value>();
        if (before is not null)
        {
            fields.Add(before.Message.Fields);
        }

        foreach (var path in write.UpdateMask?.FieldPaths ?? [])
        {
            var field = FieldReader.Of(path);
            if (field.Read(write.Update.Fields) is { } value)
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

    // A write that changes nothing keeps the version, so that it does not look like a change to anybody.
    private static StoredDocument Version(string name, MapField<string, Value> fields, StoredDocument? before, CommitTime time)
    {
        if (before is not null && before.Message.Fields.Equals(fields))
        {
            return before;
        }

        return new StoredDocument(new Document
        {
            Name = name,
            Fields = { fields },
            CreateTime = before?.Message.CreateTime ?? time.Version,
            UpdateTime = time.Version,
        });
    }
}
