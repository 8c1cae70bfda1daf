namespace AgentState;

/// <summary>The stored words of the states.</summary>
internal static class TokenStateText
{
    public const string NeedsReauthorization = "needsReauthorization";

    public static TokenState Read(string? text) => text switch
    {
        null or "valid" => TokenState.Valid,
        "unverified" => TokenState.Unverified,
        NeedsReauthorization => TokenState.NeedsReauthorization,
        _ => TokenState.Unknown,
    };
}
