namespace AgentState;

/// <summary>What is to be stored of a user. What is null is left as it is.</summary>
public sealed record UserUpdate
{
    /// <summary>The name for people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>
    /// Preferences to merge into those that are stored, leaf by leaf: a map within is merged as well, any other value is replaced. A map
    /// without entries replaces what is there. A patch (<see cref="IUserStore.PatchPreferencesAsync"/>) goes by whole keys instead, and can remove them.
    /// </summary>
    public StateMap? PreferencesToMerge { get; init; }

    /// <summary>What the user pays for; <see cref="UserTier.Unknown"/> is refused.</summary>
    public UserTier? Tier { get; init; }
}
