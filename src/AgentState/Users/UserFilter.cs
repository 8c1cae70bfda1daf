namespace AgentState;

/// <summary>Which users to list.</summary>
public sealed record UserFilter
{
    private UserFilter()
    {
    }

    /// <summary>All users.</summary>
    public static UserFilter All { get; } = new();

    /// <summary>The tier asked for; null = any.</summary>
    public UserTier? Tier { get; private init; }

    /// <summary>The users of one tier. Those of other programs whose document names no tier read as free, and are found by no tier.</summary>
    /// <param name="tier">The tier; <see cref="UserTier.Unknown"/> is none.</param>
    public static UserFilter ByTier(UserTier tier)
    {
        UserArguments.CheckKnown(tier);
        return new() { Tier = tier };
    }
}
