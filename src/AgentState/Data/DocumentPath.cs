using System.Text.Json.Serialization;
using AgentState.Internal.Data;
using AgentState.Internal.Data.Checks;

namespace AgentState;

/// <summary>A reference to a document in this or another database, such as <c>projects/P/databases/D/documents/users/u1</c>.</summary>
/// <remarks>
/// <para>A reference contains the full name, because Firestore stores full names. A relative path would point to another document if it
/// were read in another database. The document need not exist.</para>
/// <para>In a map from a dictionary it is stored as a Firestore reference. In JSON, and so in a typed value, it is a string. Both forms can
/// be read.</para>
/// </remarks>
[JsonConverter(typeof(DocumentPathConverter))]
public sealed record DocumentPath
{
    private const string Shape = "The full name of a document has the form projects/P/databases/D/documents/users/u1.";
    private const int FirstPathSegment = 5;

    private DocumentPath(string fullName) => FullName = fullName;

    /// <summary>The full name: <c>projects/P/databases/D/documents/users/u1</c>.</summary>
    public string FullName { get; }

    /// <summary>The id of the project that owns the database.</summary>
    public string ProjectId => FullName.Split('/')[1];

    /// <summary>The id of the database, such as <c>(default)</c>.</summary>
    public string DatabaseId => FullName.Split('/')[3];

    /// <summary>The path within the database, such as <c>users/u1</c>.</summary>
    public string RelativePath => string.Join('/', FullName.Split('/')[FirstPathSegment..]);

    /// <summary>The document id, which is the last segment.</summary>
    public string Id => DatabaseRoot.IdOf(FullName);

    /// <summary>Creates a reference from its parts.</summary>
    /// <param name="projectId">The id of the project.</param>
    /// <param name="relativePath">The path within the database: alternating collections and ids, such as <c>users/u1</c>.</param>
    /// <param name="databaseId">The id of the database. Default <c>(default)</c>.</param>
    /// <exception cref="ArgumentException">A part is empty, or the path is not the path of a document.</exception>
    public static DocumentPath Of(string projectId, string relativePath, string databaseId = DatabaseRoot.DefaultDatabaseId)
    {
        ArgumentException.ThrowIfNullOrEmpty(projectId);
        ArgumentException.ThrowIfNullOrEmpty(relativePath);
        ArgumentException.ThrowIfNullOrEmpty(databaseId);

        var name = $"{new DatabaseRoot(projectId, databaseId).Parent}/{relativePath}";
        return IsDocument(name) ? new DocumentPath(name) : throw new ArgumentException(Shape, nameof(relativePath));
    }

    /// <summary>Creates a reference from a full name.</summary>
    /// <param name="fullName">The full name, such as <c>projects/P/databases/D/documents/users/u1</c>.</param>
    /// <exception cref="FormatException">The text is not the full name of a document.</exception>
    public static DocumentPath Parse(string fullName)
    {
        ArgumentNullException.ThrowIfNull(fullName);
        return IsDocument(fullName) ? new DocumentPath(fullName) : throw new FormatException(Shape);
    }

    /// <summary>Returns <see cref="FullName"/>.</summary>
    public override string ToString() => FullName;

    /// <summary>Creates a reference from a stored name without validating it.</summary>
    internal static DocumentPath Stored(string fullName) => new(fullName);

    internal Value ToValue() => new() { ReferenceValue = FullName };

    // Ids of the form __id7__ are valid here: the database assigns them, and a reference can point to such a document.
    private static bool IsDocument(string name)
    {
        var segments = name.Split('/');
        return segments.Length > FirstPathSegment && segments.Length % 2 == 1
            && segments[0] == "projects" && segments[2] == "databases" && segments[4] == "documents"
            && Array.TrueForAll(segments, segment => segment is not ("" or "." or "..") && ValueRules.IsWellFormed(segment));
    }
}
