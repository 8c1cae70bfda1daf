namespace FleetMonitor;

/// <summary>How things are called on the console.</summary>
internal static class Words
{
    /// <summary>A status, a grade or a level as it is stored.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>Other programs' text as one line: what they stored is neither to move the cursor nor to look like another line.</summary>
    public static string OneLine(string text) => string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
}
