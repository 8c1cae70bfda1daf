namespace AgentState.Tests.Conventions;

/// <summary>Finds the sources of the packages, and the folder of each type.</summary>
/// <remarks>
/// Each file holds one type, so the name of a type determines its file and its folder. Folders are named as in <c>folders.txt</c>: those of
/// <c>src/AgentState</c> by their path there, those of the other packages with the name of their package.
/// </remarks>
internal static class Sources
{
    private const string Core = "AgentState/";

    private static readonly string Src = Path.Combine(Root(), "src");

    /// <summary>The C# files of the packages, by their path below <c>src</c>, without generated files.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        .. Directory.EnumerateFiles(Src, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Src, file).Replace('\\', '/'))
            .Where(static file => file.Split('/') is not [_, "obj" or "bin", ..])
            .Order(StringComparer.Ordinal),
    ];

    private static readonly Dictionary<(string Package, string Type), string> FolderByType = Files
        .GroupBy(static file => (file.Split('/')[0], Path.GetFileName(file).Split('.')[0]))
        .ToDictionary(static files => files.Key, static files => FolderOf(files.First()));

    /// <summary>Returns the folder of a type or of its outermost type, such as <c>Engines/Embedded</c>; null for other types.</summary>
    public static string? FolderOf(Type type)
    {
        var outermost = type;
        while (outermost.DeclaringType is { } around)
        {
            outermost = around;
        }

        return FolderByType.GetValueOrDefault((type.Assembly.GetName().Name!, outermost.Name.Split('`')[0]));
    }

    /// <summary>Returns the folder of a file.</summary>
    public static string FolderOf(string file)
    {
        var folder = Path.GetDirectoryName(file)!.Replace('\\', '/');
        return folder.StartsWith(Core, StringComparison.Ordinal) ? folder[Core.Length..] : folder;
    }

    public static string Read(string file) => File.ReadAllText(Path.Combine(Src, file));

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
