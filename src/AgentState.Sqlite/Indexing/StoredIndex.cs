using AgentState.Internal.Engines.Embedded.Queries;
using AgentState.Internal.Engines.Embedded.Stored;
using AgentState.Internal.Sqlite.Keys;

namespace AgentState.Internal.Sqlite.Indexing;

/// <summary>An index with stored entries; it contains the documents of its collections that have every field of its terms.</summary>
/// <param name="Id">The number of the index in the file.</param>
/// <param name="CollectionId">The id of the collections.</param>
/// <param name="IsGroup">Whether it orders all collections of the id together; false = each collection on its own.</param>
/// <param name="Terms">The fields, without the document's name, which ends every entry.</param>
internal sealed record StoredIndex(long Id, string CollectionId, bool IsGroup, IReadOnlyList<OrderTerm> Terms)
{
    /// <summary>Whether the names of documents with equal fields are in descending order; like Firestore, as the last field.</summary>
    public bool NameDescending => Terms[^1].Descending;

    /// <summary>Returns the key of a document; null if it lacks a field.</summary>
    public byte[]? KeyOf(StoredDocument document, string path)
    {
        var key = new KeyWriter();
        if (!IsGroup)
        {
            key.AppendCollection(StoredDocument.CollectionOf(path));
        }

        foreach (var term in Terms)
        {
            if (term.Field.Read(document) is not { } value)
            {
                return null;
            }

            key.Append(value, term.Descending);
        }

        key.AppendPath(path, NameDescending);
        return key.ToArray();
    }
}
