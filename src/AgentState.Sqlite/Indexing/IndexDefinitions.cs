using System.Text.Json;
using AgentState.Internal.Engines.Embedded.Queries;
using AgentState.Internal.Engines.Embedded.Stored;

namespace AgentState.Internal.Sqlite.Indexing;

/// <summary>The indexes of the services, read from the index file that is deployed to Firestore.</summary>
/// <remarks>
/// Firestore also has automatic indexes of single fields. Of those, the file names the ones that it keeps in place of the automatic ones;
/// the others are listed here, because the services query by them.
/// </remarks>
internal static class IndexDefinitions
{
    private const string ResourceName = "firestore.indexes.json";

    private static readonly string[] Automatic =
        ["agents type", "agents status", "logs timestamp desc", "tasks createdBy", "tasks userId"];

    /// <summary>Returns one line per index, such as <c>tasks type,status,createdAt desc</c>; a group begins with an asterisk.</summary>
    public static IReadOnlyList<string> Shipped()
    {
        using var stream = typeof(IndexDefinitions).Assembly.GetManifestResourceStream(ResourceName)!;
        using var file = JsonDocument.Parse(stream);
        var composite =
            from index in file.RootElement.GetProperty("indexes").EnumerateArray()
            let fields = index.GetProperty("fields").EnumerateArray().Select(static field => Term(field.GetProperty("fieldPath"), field))
            select Line(index.GetProperty("collectionGroup"), index.GetProperty("queryScope"), string.Join(',', fields));
        var single =
            from field in file.RootElement.GetProperty("fieldOverrides").EnumerateArray()
            from index in field.GetProperty("indexes").EnumerateArray()
            select Line(field.GetProperty("collectionGroup"), index.GetProperty("queryScope"), Term(field.GetProperty("fieldPath"), index));
        return [.. composite, .. single, .. Automatic];
    }

    /// <summary>Parses a line of <see cref="Shipped"/>.</summary>
    public static StoredIndex Parse(long id, string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var terms = line[(space + 1)..].Split(',').Select(static term => term.EndsWith(" desc", StringComparison.Ordinal)
            ? new OrderTerm(FieldReader.Of(term[..^5]), Descending: true)
            : new OrderTerm(FieldReader.Of(term), Descending: false));
        return new StoredIndex(id, line[..space].TrimStart('*'), line[0] == '*', [.. terms]);
    }

    private static string Line(JsonElement collection, JsonElement scope, string terms) =>
        $"{(scope.GetString() == "COLLECTION_GROUP" ? "*" : "")}{collection.GetString()} {terms}";

    private static string Term(JsonElement path, JsonElement direction) =>
        direction.GetProperty("order").GetString() == "DESCENDING" ? $"{path.GetString()} desc" : path.GetString()!;
}
