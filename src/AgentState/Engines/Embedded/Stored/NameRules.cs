using System.Text;
using AgentState.Internal.Data;

namespace AgentState.Internal.Engines.Embedded.Stored;

/// <summary>Validates the names of documents, parents and collections.</summary>
internal static class NameRules
{
    private const int MaxIdBytes = 1_500;
    private const string Documents = "/documents";

    /// <summary>Returns the parent of the top-level collections.</summary>
    public static string RootOf(DatabaseRoot root) => root.Database + Documents;

    /// <summary>Requires the full name of a document of this database.</summary>
    public static void CheckDocument(string name, DatabaseRoot root)
    {
        var start = root.Database.Length + Documents.Length + 1;
        if (!BelongsTo(name, root) || name.Length <= start)
        {
            throw NotHere(name, root);
        }

        CheckSegments(name, name.AsSpan(start));
    }

    /// <summary>Requires the root of the documents or the full name of a document of this database.</summary>
    public static void CheckParent(string parent, DatabaseRoot root)
    {
        if (!BelongsTo(parent, root))
        {
            throw NotHere(parent, root);
        }

        if (parent.Length > root.Database.Length + Documents.Length)
        {
            CheckDocument(parent, root);
        }
    }

    public static void CheckCollectionId(string id)
    {
        if (id.Contains('/', StringComparison.Ordinal))
        {
            throw InvalidArgument.Of($"the collection id '{id}' contains a slash.");
        }

        CheckId(id);
    }

    /// <summary>Requires the full name of a document of any database.</summary>
    public static void CheckReference(string name)
    {
        Span<Range> parts = stackalloc Range[6];
        var text = name.AsSpan();
        if (text.Split(parts, '/') < parts.Length
            || text[parts[0]] is not "projects" || text[parts[1]].IsEmpty
            || text[parts[2]] is not "databases" || text[parts[3]].IsEmpty
            || text[parts[4]] is not "documents")
        {
            throw InvalidArgument.Of($"'{name}' is not the full name of a document. Use projects/P/databases/D/documents/COLLECTION/ID.");
        }

        CheckSegments(name, text[parts[5]]);
    }

    private static bool BelongsTo(string name, DatabaseRoot root) =>
        name.StartsWith(root.Database, StringComparison.Ordinal)
        && name.AsSpan(root.Database.Length).StartsWith(Documents, StringComparison.Ordinal)
        && (name.Length == root.Database.Length + Documents.Length || name[root.Database.Length + Documents.Length] == '/');

    private static void CheckSegments(string name, ReadOnlySpan<char> path)
    {
        var count = 0;
        foreach (var segment in path.Split('/'))
        {
            CheckId(path[segment]);
            count++;
        }

        if (count % 2 != 0)
        {
            throw InvalidArgument.Of($"'{name}' is the name of a collection. Use the name of a document.");
        }
    }

    private static void CheckId(ReadOnlySpan<char> id)
    {
        if (id.IsEmpty || id is "." or "..")
        {
            throw InvalidArgument.Of($"the id '{id}' is not valid. An id must not be empty, '.' or '..'.");
        }

        if (IsReserved(id))
        {
            throw InvalidArgument.Of($"the id '{id}' is reserved.");
        }

        if (id.Length > MaxIdBytes / 3 && Encoding.UTF8.GetByteCount(id) is > MaxIdBytes and var bytes)
        {
            throw InvalidArgument.TooLarge("An id is too long", path: null, bytes, MaxIdBytes);
        }
    }

    private static bool IsReserved(ReadOnlySpan<char> id) =>
        id.Length >= 4 && id.StartsWith("__", StringComparison.Ordinal) && id.EndsWith("__", StringComparison.Ordinal)
        && !ReferenceOrder.TryReadNumeric(id, out _);

    private static AgentStateException NotHere(string name, DatabaseRoot root) =>
        InvalidArgument.Of($"'{name}' is not the name of a document of {root.Database}.");
}
