namespace AgentState.Internal.Sqlite.Keys;

/// <summary>The keys of documents. The documents of a collection are one range of keys, in the order of their ids.</summary>
internal static class CollectionKey
{
    /// <summary>Returns the prefix of the keys of a collection's documents; no other key begins with it.</summary>
    /// <param name="path">The path of the collection below the root, such as <c>agents/a/instances</c>.</param>
    public static byte[] OfCollection(ReadOnlySpan<char> path)
    {
        var key = new KeyWriter();
        key.AppendCollection(path);
        return key.ToArray();
    }

    /// <summary>Returns the key of a document: the prefix of its collection, then its id.</summary>
    /// <param name="path">The path of the document below the root, such as <c>agents/a/instances/i</c>.</param>
    public static byte[] Of(ReadOnlySpan<char> path)
    {
        var slash = path.LastIndexOf('/');
        var key = new KeyWriter();
        key.AppendCollection(path[..slash]);
        key.AppendId(path[(slash + 1)..]);
        return key.ToArray();
    }
}
