using System.Text.Json;

namespace AgentState.TestKit;

/// <summary>The index definitions of a database, in the format of <c>firestore.indexes.json</c>.</summary>
internal sealed record IndexFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        // Deployment ignores a misspelt property, so the deployed index would differ from the file.
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The file that ships with the library.</summary>
    public static IndexFile Shipped { get; } = ReadShipped();

    public required IReadOnlyList<IndexDefinition> Indexes { get; init; }

    public required IReadOnlyList<FieldOverride> FieldOverrides { get; init; }

    public static IndexFile Parse(string json) => JsonSerializer.Deserialize<IndexFile>(json, Json)!;

    private static IndexFile ReadShipped()
    {
        using var reader = new StreamReader(typeof(IndexFile).Assembly.GetManifestResourceStream("firestore.indexes.json")!);
        return Parse(reader.ReadToEnd());
    }
}
