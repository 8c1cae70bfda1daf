namespace AgentState.Tests.Conventions;

/// <summary>Finds the folder of each type of the library.</summary>
/// <remarks>Each file holds one type, so the name of a type determines its file and its folder below the project.</remarks>
internal static class Sources
{
    private static readonly Dictionary<string, string> RoomByType = FindRooms();

    /// <summary>Returns the folder of a type or of its outermost type, such as <c>Engines/Embedded</c>; null for generated types.</summary>
    public static string? RoomOf(Type type)
    {
        var outermost = type;
        while (outermost.DeclaringType is { } around)
        {
            outermost = around;
        }

        return RoomByType.GetValueOrDefault(outermost.Name.Split('`')[0]);
    }

    private static Dictionary<string, string> FindRooms()
    {
        var library = Path.Combine(Root(), "src", "AgentState");
        return Directory.EnumerateFiles(library, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(library, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("obj/", StringComparison.Ordinal) && !file.StartsWith("bin/", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => Path.GetDirectoryName(file)!.Replace('\\', '/'));
    }

    /// <summary>Returns the folder of the solution.</summary>
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AgentState.sln")))
        {
            folder = folder.Parent
                ?? throw new InvalidOperationException($"No folder above '{AppContext.BaseDirectory}' contains AgentState.sln.");
        }

        return folder.FullName;
    }
}
