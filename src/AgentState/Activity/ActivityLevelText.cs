namespace AgentState;

/// <summary>The stored words of the levels.</summary>
internal static class ActivityLevelText
{
    public static string Of(ActivityLevel level) => level switch
    {
        ActivityLevel.Info => "info",
        ActivityLevel.Warn => "warn",
        ActivityLevel.Error => "error",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "There is no stored word for this level."),
    };

    /// <summary>A word that some later version, or another program, has made up is read as unknown.</summary>
    public static ActivityLevel Read(string? text) => text switch
    {
        "info" => ActivityLevel.Info,
        "warn" => ActivityLevel.Warn,
        "error" => ActivityLevel.Error,
        _ => ActivityLevel.Unknown,
    };
}
