namespace AgentState.Tests.Conventions;

/// <summary>The table of folders in <c>folders.txt</c>: each folder and the folders that it may use.</summary>
/// <remarks>A row is one line, or several if the next ones are indented.</remarks>
internal static class FolderTable
{
    /// <summary>The folders, in the order of the file.</summary>
    public static IReadOnlyList<(string Folder, string[] Uses)> Rows { get; } =
    [
        .. File.ReadAllText(Path.Combine(Sources.Root(), "tests", "AgentState.Tests", "Conventions", "folders.txt"))
            .Replace("\n    ", " ", StringComparison.Ordinal).Split('\n')
            .Where(static line => line.Length > 0 && line[0] != '#')
            .Select(static line => line.Split(':', StringSplitOptions.TrimEntries))
            .Select(static parts =>
                (parts[0], parts[1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))),
    ];

    private static readonly Dictionary<string, HashSet<string>> Direct = Rows.ToDictionary(
        static row => row.Folder, static row => row.Uses.ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

    // The rows stand in order, so the rows of all used folders are complete when a row is added.
    private static readonly Dictionary<string, HashSet<string>> Reachable = Rows.Aggregate(
        new Dictionary<string, HashSet<string>>(StringComparer.Ordinal),
        static (all, row) =>
        {
            all[row.Folder] = [.. row.Uses, .. row.Uses.SelectMany(used => all.GetValueOrDefault(used, []))];
            return all;
        });

    /// <summary>Whether the table names this use.</summary>
    public static bool Allows(string folder, string used) => folder == used || (Direct.GetValueOrDefault(folder)?.Contains(used) ?? false);

    /// <summary>Whether the table allows this use, directly or through other folders.</summary>
    public static bool Reaches(string folder, string used) =>
        folder == used || (Reachable.GetValueOrDefault(folder)?.Contains(used) ?? false);
}
