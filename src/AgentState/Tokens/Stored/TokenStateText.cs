namespace AgentState.Internal.Tokens.Stored;

/// <summary>The stored texts of the states.</summary>
internal static class TokenStateText
{
    public const string NeedsReauthorization = "needsReauthorization";
    public const string Unverified = "unverified";

    public static TokenState Read(string? text) => text switch
    {
        null or "valid" => TokenState.Valid,
        Unverified => TokenState.Unverified,
        NeedsReauthorization => TokenState.NeedsReauthorization,
        _ => TokenState.Unknown,
    };
}
