namespace AgentState.Sqlite.Tests;

/// <summary>Indexes for the collections and fields of the random queries, as if another release had added them to the file.</summary>
/// <remarks>The shipped indexes are for the collections of the services, which the random queries do not read.</remarks>
internal static class TestIndexes
{
    private static readonly string[] Fields = ["a", "b", "n"];
    private static readonly string[] Directions = ["", " desc"];
    private static readonly string[] Scopes = ["", "*"];

    private static readonly string[] Others =
    [
        "c a,b,n", "c n,b desc,a desc", "*c a,b desc", "c m.a", "c `x y`", "c `é` desc", "c `𝒳`,a", "d a", "d b desc", "e a,b",
    ];

    /// <summary>Adds the indexes to a file without documents; the stores that have it open find them in their next transaction.</summary>
    public static void AddTo(DatabaseFolder folder)
    {
        using var connection = folder.Connect();
        connection.Execute("BEGIN IMMEDIATE");
        using (var insert = connection.PrepareOnce("INSERT INTO indexes (definition) VALUES (?1)"))
        {
            foreach (var definition in Definitions())
            {
                insert.Bind(1, definition).Run();
            }
        }

        connection.Execute("UPDATE state SET generation = generation + 1");
        connection.Execute("COMMIT");
    }

    private static IEnumerable<string> Definitions()
    {
        var ofOneField =
            from scope in Scopes
            from field in Fields
            from direction in Directions
            select $"{scope}c {field}{direction}";
        var ofTwoFields =
            from first in Fields
            from second in Fields
            where first != second
            from direction in Directions
            from other in Directions
            select $"c {first}{direction},{second}{other}";
        return [.. ofOneField, .. ofTwoFields, .. Others];
    }
}
