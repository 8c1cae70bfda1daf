using AgentState;

namespace QuickStart;

/// <summary>A JSON file as a task's payload.</summary>
internal sealed record PayloadFile(string FileName, StateMap Map)
{
    /// <summary>The payload's own "priority", where it has one from 1 to 10; otherwise 5.</summary>
    public int Priority => Map.ToDictionary().TryGetValue("priority", out var value) && value is >= 1L and <= 10L ? (int)(long)value : 5;
}

/// <summary>A file that cannot be a payload, and why.</summary>
internal sealed record BadFile(string FileName, string Reason);

/// <summary>The files of a folder, in the order of their names.</summary>
internal sealed record PayloadFiles(IReadOnlyList<PayloadFile> Good, IReadOnlyList<BadFile> Bad)
{
    public static PayloadFiles Read(string folder)
    {
        var good = new List<PayloadFile>();
        var bad = new List<BadFile>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            try
            {
                good.Add(new PayloadFile(Path.GetFileName(path), StateMap.FromJson(File.ReadAllText(path))));
            }
            catch (Exception error) when (error is ArgumentException or StateLimitException or IOException or UnauthorizedAccessException)
            {
                bad.Add(new BadFile(Path.GetFileName(path), error.Message));
            }
        }

        return new PayloadFiles(good, bad);
    }
}
