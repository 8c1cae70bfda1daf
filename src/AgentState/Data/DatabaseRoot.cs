namespace AgentState.Internal.Data;

/// <summary>Identifies a database and the document that contains the library's collections.</summary>
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

    /// <summary>The path of the document that contains the collections, such as <c>envs/staging</c>; empty for the root.</summary>
    public string ParentPath { get; }

    /// <summary>The full name of the collections' parent: <c>projects/P/databases/D/documents</c> or a document below it.</summary>
    public string Parent { get; }

    /// <summary>Returns the full name of a document in one of the library's collections.</summary>
    public string Document(string collection, string id) => $"{Parent}/{collection}/{id}";

    /// <summary>Returns the path of a document below the parent, such as <c>tasks/t1</c>.</summary>
    public string PathOf(string name) => name.StartsWith(Parent, StringComparison.Ordinal) ? name[(Parent.Length + 1)..] : name;

    /// <summary>Returns the document id, the last segment of a full name.</summary>
    public static string IdOf(string name) => name[(name.LastIndexOf('/') + 1)..];

    /// <summary>Returns the collection id, the second to last segment of a document's full name.</summary>
    public static string CollectionOf(string name)
    {
        var end = name.LastIndexOf('/');
        return end <= 0 ? "" : name[(name.LastIndexOf('/', end - 1) + 1)..end];
    }
}
