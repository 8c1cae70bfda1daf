namespace AgentState;

/// <summary>The stored words of the tiers.</summary>
internal static class UserTierText
{
    public static string Of(UserTier tier) => tier switch
    {
        UserTier.Free => "free",
        UserTier.Pro => "pro",
        _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "There is no stored word for this tier."),
    };

    /// <summary>A word that some later version, or another program, has made up is read as unknown.</summary>
    public static UserTier Read(string? text) => text switch
    {
        null or "free" => UserTier.Free,
        "pro" => UserTier.Pro,
        _ => UserTier.Unknown,
    };
}
