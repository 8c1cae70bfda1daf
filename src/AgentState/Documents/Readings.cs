using System.Diagnostics.CodeAnalysis;
using AgentState.Internal.Data;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents;

/// <summary>Reads the documents of lists and watches; a document that cannot be read does not fail the others.</summary>
internal static class Readings
{
    /// <summary>Reads a document; returns false if it cannot be read.</summary>
    /// <param name="root">The root of the document's path.</param>
    /// <param name="document">The document.</param>
    /// <param name="read">Converts the document into an item; throws <see cref="StateDataException"/> if it cannot.</param>
    /// <param name="item">The item; null if the document cannot be read.</param>
    /// <param name="unreadable">The path and the cause of a document that cannot be read; otherwise null.</param>
    public static bool TryRead<T>(
        DatabaseRoot root,
        Document document,
        Func<Document, T> read,
        [NotNullWhen(true)] out T? item,
        [NotNullWhen(false)] out UnreadableDocument? unreadable)
        where T : class
    {
        try
        {
            (item, unreadable) = (read(document), null);
            return true;
        }
        catch (StateDataException error)
        {
            item = null;
            unreadable = new UnreadableDocument { Path = root.PathOf(document.Name), FieldPath = error.FieldPath, Reason = error.Message };
            return false;
        }
    }
}
