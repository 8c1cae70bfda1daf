namespace AgentState;

/// <summary>Names a database, and the document beneath which the library keeps its collections.</summary>
internal sealed record DatabaseRoot
{
    public const string DefaultDatabaseId = "(default)";

    public DatabaseRoot(string projectId, string databaseId = DefaultDatabaseId, string? parentPath = null)
    {
        ProjectId = projectId;
        DatabaseId = databaseId;
        Database = $"projects/{projectId}/databases/{databaseId}";
        Documents = $"{Database}/documents";
        ParentPath = parentPath ?? "";
        Parent = parentPath is null ? Documents : $"{Documents}/{parentPath}";
    }

    public string ProjectId { get; }

    public string DatabaseId { get; }

    /// <summary><c>projects/P/databases/D</c>.</summary>
    public string Database { get; }

    /// <summary>The root of all documents: <c>projects/P/databases/D/documents</c>.</summary>
    public string Documents { get; }

    /// <summary>The path of the document beneath which the collections lie, such as <c>envs/staging</c>; empty for the root.</summary>
    public string ParentPath { get; }

    /// <summary>The parent of the collections: <c>projects/P/databases/D/documents</c>, or a document beneath it.</summary>
    public string Parent { get; }

    /// <summary>The full name of a document in a collection of ours.</summary>
    public string Document(string collection, string id) => $"{Parent}/{collection}/{id}";

    /// <summary>A document's path below the parent, as callers know it: <c>tasks/t1</c>.</summary>
    public string PathOf(string name) => name.StartsWith(Parent, StringComparison.Ordinal) ? name[(Parent.Length + 1)..] : name;

    /// <summary>The last segment of a document's full name.</summary>
    public static string IdOf(string name) => name[(name.LastIndexOf('/') + 1)..];

    /// <summary>The collection that a document's full name says it is in: the last but one segment.</summary>
    public static string CollectionOf(string name)
    {
        var end = name.LastIndexOf('/');
        return end <= 0 ? "" : name[(name.LastIndexOf('/', end - 1) + 1)..end];
    }
}
