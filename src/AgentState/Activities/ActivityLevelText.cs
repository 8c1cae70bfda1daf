namespace AgentState.Internal.Activities;

/// <summary>Converts levels to their stored words and back.</summary>
internal static class ActivityLevelText
{
    public static string Of(ActivityLevel level) => level switch
    {
        ActivityLevel.Info => "info",
        ActivityLevel.Warn => "warn",
        ActivityLevel.Error => "error",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "The level must be Info, Warn or Error to be stored."),
    };

    /// <summary>Reads a stored word; an unsupported one, of a later version or of another client, is read as unknown.</summary>
    public static ActivityLevel Read(string? text) => text switch
    {
        "info" => ActivityLevel.Info,
        "warn" => ActivityLevel.Warn,
        "error" => ActivityLevel.Error,
        _ => ActivityLevel.Unknown,
    };
}
