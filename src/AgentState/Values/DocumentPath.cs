using System.Text.Json.Serialization;

namespace AgentState;

/// <summary>
/// A reference to a document, of this database or another: the document's full name,
/// <c>projects/P/databases/D/documents/users/u1</c>. It is the full name, since that is what Firestore stores, and since a shorter
/// one would point elsewhere once it is read through another database. In a raw map it is stored as Firestore's own reference; its
/// JSON form, and so its form inside a typed value, is the full name as a string, and both are read back. The document need not exist.
/// </summary>
[JsonConverter(typeof(DocumentPathConverter))]
public sealed record DocumentPath
{
    private const string Shape = "A document's full name is such as projects/P/databases/D/documents/users/u1.";
    private const int FirstPathSegment = 5;

    private DocumentPath(string fullName) => FullName = fullName;

    /// <summary>The full name: <c>projects/P/databases/D/documents/users/u1</c>.</summary>
    public string FullName { get; }

    /// <summary>The project that the database belongs to.</summary>
    public string ProjectId => FullName.Split('/')[1];

    /// <summary>The database, such as <c>(default)</c>.</summary>
    public string DatabaseId => FullName.Split('/')[3];

    /// <summary>The path within the database: <c>users/u1</c>.</summary>
    public string RelativePath => string.Join('/', FullName.Split('/')[FirstPathSegment..]);

    /// <summary>The document's id: the last segment.</summary>
    public string Id => DatabaseRoot.IdOf(FullName);

    /// <summary>Names a document by its parts.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="relativePath">The path within the database: collection and id in turn, such as <c>users/u1</c>.</param>
    /// <param name="databaseId">The database; <c>(default)</c> where it is not given.</param>
    /// <exception cref="ArgumentException">A part is empty, or the path does not lead to a document.</exception>
    public static DocumentPath Of(string projectId, string relativePath, string databaseId = DatabaseRoot.DefaultDatabaseId)
    {
        ArgumentException.ThrowIfNullOrEmpty(projectId);
        ArgumentException.ThrowIfNullOrEmpty(relativePath);
        ArgumentException.ThrowIfNullOrEmpty(databaseId);

        var name = $"{new DatabaseRoot(projectId, databaseId).Parent}/{relativePath}";
        return IsDocument(name) ? new DocumentPath(name) : throw new ArgumentException(Shape, nameof(relativePath));
    }

    /// <summary>Reads a full name.</summary>
    /// <param name="fullName">The full name: <c>projects/P/databases/D/documents/users/u1</c>.</param>
    /// <exception cref="FormatException">The text is not one.</exception>
    public static DocumentPath Parse(string fullName)
    {
        ArgumentNullException.ThrowIfNull(fullName);
        return IsDocument(fullName) ? new DocumentPath(fullName) : throw new FormatException(Shape);
    }

    /// <summary>The full name.</summary>
    public override string ToString() => FullName;

    /// <summary>A name that the database has already judged.</summary>
    internal static DocumentPath Stored(string fullName) => new(fullName);

    internal Value ToValue() => new() { ReferenceValue = FullName };

    // Ids of the form __id7__ are the database's own, and may well be referred to: so names of that form are not refused here.
    private static bool IsDocument(string name)
    {
        var segments = name.Split('/');
        return segments.Length > FirstPathSegment && segments.Length % 2 == 1
            && segments[0] == "projects" && segments[2] == "databases" && segments[4] == "documents"
            && Array.TrueForAll(segments, segment => segment is not ("" or "." or "..") && ValueRules.IsWellFormed(segment));
    }
}
