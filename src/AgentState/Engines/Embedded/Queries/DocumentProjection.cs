using AgentState.Internal.Engines.Embedded.Stored;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Engines.Embedded.Queries;

/// <summary>Returns a document completely or with only the requested fields.</summary>
internal static class DocumentProjection
{
    public static Document Of(StoredDocument document, IReadOnlyList<FieldReader>? fields)
    {
        if (fields is null)
        {
            return document.Message;
        }

        var projected = new Document
        {
            Name = document.Name,
            CreateTime = document.Message.CreateTime,
            UpdateTime = document.Message.UpdateTime,
        };
        foreach (var field in fields)
        {
            if (!field.IsName && field.Read(document) is { } value)
            {
                FieldWriter.Set(projected.Fields, field.Segments, value);
            }
        }

        return projected;
    }
}
