namespace FleetMonitor;

/// <summary>Texts for the console.</summary>
internal static class Words
{
    /// <summary>Returns a status, a grade or a level in its stored spelling.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>Replaces control characters, so that stored text cannot move the cursor or add lines.</summary>
    public static string OneLine(string text) => string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
}
