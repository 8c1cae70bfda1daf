using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.DocumentTransform.Types;

namespace AgentState.Internal.Documents.Writing;

/// <summary>Creates the writes of the services.</summary>
internal static class Writes
{
    /// <summary>Creates a document; fails if it already exists.</summary>
    public static Write Create(string name, IEnumerable<KeyValuePair<string, Value>> fields)
    {
        var write = new Write { Update = new Document { Name = name }, CurrentDocument = new Precondition { Exists = false } };
        Add(write.Update, fields);
        return write;
    }

    /// <summary>Changes only the fields in the mask; a field without a value is deleted.</summary>
    /// <remarks>All other fields stay, including those of other clients.</remarks>
    public static Write Patch(string name, IEnumerable<KeyValuePair<string, Value>> fields, IEnumerable<string> mask)
    {
        var write = new Write { Update = new Document { Name = name }, UpdateMask = new DocumentMask { FieldPaths = { mask } } };
        Add(write.Update, fields);
        return write;
    }

    /// <summary>Adds the precondition that the document has not changed since the snapshot.</summary>
    public static Write IfUnchanged(this Write write, DocumentSnapshot snapshot)
    {
        write.CurrentDocument = snapshot.Document is { } document
            ? new Precondition { UpdateTime = document.UpdateTime }
            : new Precondition { Exists = false };
        return write;
    }

    /// <summary>Adds the precondition that the document exists, with the version of the condition if it names one.</summary>
    public static Write IfExists(this Write write, WriteCondition? condition = null)
    {
        write.CurrentDocument = condition?.Version is { } version
            ? new Precondition { UpdateTime = version.ToTimestamp() }
            : new Precondition { Exists = true };
        return write;
    }

    /// <summary>Deletes a document; does nothing if it does not exist.</summary>
    public static Write Delete(string name) => new() { Delete = name };

    /// <summary>Sets fields to the server time of the commit.</summary>
    public static Write WithServerTime(this Write write, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            write.UpdateTransforms.Add(new FieldTransform
            {
                FieldPath = field,
                SetToServerValue = FieldTransform.Types.ServerValue.RequestTime,
            });
        }

        return write;
    }

    /// <summary>Returns the full name of the document that a write changes.</summary>
    public static string NameOf(Write write) => write.OperationCase switch
    {
        Write.OperationOneofCase.Update => write.Update.Name,
        Write.OperationOneofCase.Delete => write.Delete,
        Write.OperationOneofCase.Transform => write.Transform.Document,
        _ => throw new ArgumentException("The write has no operation. Set an update, a delete or a transform.", nameof(write)),
    };

    private static void Add(Document document, IEnumerable<KeyValuePair<string, Value>> fields)
    {
        foreach (var (name, value) in fields)
        {
            document.Fields.Add(name, value);
        }
    }
}
