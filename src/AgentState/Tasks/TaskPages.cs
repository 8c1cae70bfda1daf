using System.Buffers.Text;
using Google.Cloud.Firestore.V1;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace AgentState;

/// <summary>The continuation tokens of task lists: opaque text that names the last task told and the filter that it was told for.</summary>
internal static class TaskPages
{
    public static string Token(Document last, TaskFilter filter) =>
        Base64Url.EncodeToString(new ArrayValue
        {
            Values = { Values.Of(DatabaseRoot.IdOf(last.Name)), last.Fields[TaskFields.CreatedAt], Values.Of(Shape(filter)) },
        }.ToByteArray());

    /// <summary>The values of the cursor behind the task that the token names.</summary>
    public static IReadOnlyList<Value> Cursor(string token, TaskFilter filter, DatabaseRoot root, string argument)
    {
        var parts = Decode(token, argument);
        if (parts.Count != 3 || parts[2].StringValue != Shape(filter))
        {
            throw new ArgumentException("The continuation token belongs to another filter, or is none.", argument);
        }

        return [parts[1], Values.Reference(root.Document(TaskDocument.Collection, parts[0].StringValue))];
    }

    private static RepeatedField<Value> Decode(string token, string argument)
    {
        try
        {
            return ArrayValue.Parser.ParseFrom(Base64Url.DecodeFromChars(token)).Values;
        }
        catch (Exception error) when (error is FormatException or InvalidProtocolBufferException)
        {
            throw new ArgumentException("The continuation token is none that a list has given.", argument, error);
        }
    }

    // Every part with its length, so that no two filters share a shape.
    private static string Shape(TaskFilter filter) =>
        string.Join('|', new[] { filter.Status?.ToString(), filter.Type, filter.AssignedTo, filter.CreatedBy }.Select(part => $"{part?.Length}:{part}"));
}
