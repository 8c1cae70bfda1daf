namespace AgentState.Internal.Users;

/// <summary>Converts tiers to and from their stored text.</summary>
internal static class UserTierText
{
    public static string Of(UserTier tier) => tier switch
    {
        UserTier.Free => "free",
        UserTier.Pro => "pro",
        _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "This tier cannot be stored. Use Free or Pro."),
    };

    /// <summary>Reads a stored tier; text from a later version or another client reads as unknown.</summary>
    public static UserTier Read(string? text) => text switch
    {
        null or "free" => UserTier.Free,
        "pro" => UserTier.Pro,
        _ => UserTier.Unknown,
    };
}
