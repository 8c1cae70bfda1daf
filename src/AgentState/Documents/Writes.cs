using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.DocumentTransform.Types;

namespace AgentState;

/// <summary>Makes the writes that stores commit.</summary>
internal static class Writes
{
    /// <summary>A new document: fails where one of that name exists.</summary>
    public static Write Create(string name, IEnumerable<KeyValuePair<string, Value>> fields)
    {
        var write = new Write { Update = new Document { Name = name }, CurrentDocument = new Precondition { Exists = false } };
        Add(write.Update, fields);
        return write;
    }

    /// <summary>
    /// Changes just the fields in the mask, each to the value given or, where none is given, to nothing.
    /// All other fields survive, those that this library does not know among them.
    /// </summary>
    public static Write Patch(string name, IEnumerable<KeyValuePair<string, Value>> fields, IEnumerable<string> mask)
    {
        var write = new Write { Update = new Document { Name = name }, UpdateMask = new DocumentMask { FieldPaths = { mask } } };
        Add(write.Update, fields);
        return write;
    }

    /// <summary>Makes the write conditional on the document being just as this snapshot saw it.</summary>
    public static Write IfUnchanged(this Write write, DocumentSnapshot snapshot)
    {
        write.CurrentDocument = snapshot.Document is { } document
            ? new Precondition { UpdateTime = document.UpdateTime }
            : new Precondition { Exists = false };
        return write;
    }

    /// <summary>Makes the write conditional on the document being there, and on its version where one is named.</summary>
    public static Write IfExists(this Write write, WriteCondition? condition = null)
    {
        write.CurrentDocument = condition?.Version is { } version
            ? new Precondition { UpdateTime = version.ToTimestamp() }
            : new Precondition { Exists = true };
        return write;
    }

    /// <summary>Takes the document away; that there is none does no harm.</summary>
    public static Write Delete(string name) => new() { Delete = name };

    /// <summary>Sets fields to the server's time of the commit.</summary>
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

    /// <summary>The document that a write is about.</summary>
    public static string NameOf(Write write) => write.OperationCase switch
    {
        Write.OperationOneofCase.Update => write.Update.Name,
        Write.OperationOneofCase.Delete => write.Delete,
        Write.OperationOneofCase.Transform => write.Transform.Document,
        _ => throw new ArgumentException("A write names an update, a delete or a transform.", nameof(write)),
    };

    private static void Add(Document document, IEnumerable<KeyValuePair<string, Value>> fields)
    {
        foreach (var (name, value) in fields)
        {
            document.Fields.Add(name, value);
        }
    }
}
