using AgentState;

namespace QuickStart;

/// <summary>A JSON file that becomes the payload of a task.</summary>
/// <param name="FileName">The file's name.</param>
/// <param name="Map">The file's JSON object.</param>
/// <param name="Priority">The "priority" of the payload; 5 if it has none.</param>
internal sealed record PayloadFile(string FileName, StateMap Map, int Priority)
{
    private const int DefaultPriority = 5;

    /// <exception cref="StateDataException">The priority is not a whole number.</exception>
    /// <exception cref="FormatException">
    /// The priority is not from 1 to 10. Other errors are those of <see cref="StateMap.FromJson(string)"/> and of the file.
    /// </exception>
    public static PayloadFile Read(string path)
    {
        var map = StateMap.FromJson(File.ReadAllText(path));
        var priority = map.TryGet<int>("priority", out var given) ? given : DefaultPriority;
        return priority is >= 1 and <= 10
            ? new PayloadFile(Path.GetFileName(path), map, priority)
            : throw new FormatException("The value at 'priority' is not from 1 to 10.");
    }
}
