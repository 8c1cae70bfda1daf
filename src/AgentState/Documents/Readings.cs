using System.Diagnostics.CodeAnalysis;
using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>Reads documents that nobody has named: what cannot be read is told beside the rest, and hides none of it.</summary>
internal static class Readings
{
    /// <summary>Reads a document.</summary>
    /// <param name="root">Where the path begins.</param>
    /// <param name="document">The document.</param>
    /// <param name="read">Makes an item of it; throws <see cref="StateDataException"/> where it cannot.</param>
    /// <param name="item">The item.</param>
    /// <param name="unreadable">Why it cannot be read.</param>
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
            (item, unreadable) = (null, new UnreadableDocument(root.PathOf(document.Name), error.FieldPath, error.Message));
            return false;
        }
    }
}
