using AgentState.Internal.Users;

namespace AgentState;

/// <summary>Selects the users to list.</summary>
public sealed record UserFilter
{
    private UserFilter()
    {
    }

    /// <summary>All users.</summary>
    public static UserFilter All { get; } = new();

    /// <summary>The requested tier; null = any.</summary>
    public UserTier? Tier { get; private init; }

    /// <summary>Selects the users whose document stores a given tier.</summary>
    /// <remarks>
    /// Users of other clients whose document has no tier are not found, although they read as <see cref="UserTier.Free"/>.
    /// </remarks>
    /// <param name="tier"><see cref="UserTier.Free"/> or <see cref="UserTier.Pro"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tier is not one of them.</exception>
    public static UserFilter ByTier(UserTier tier)
    {
        UserArguments.CheckKnown(tier);
        return new() { Tier = tier };
    }
}
