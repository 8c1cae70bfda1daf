namespace AgentState;

/// <summary>The fields to store for a user; fields that are null stay unchanged.</summary>
public sealed record UserUpdate
{
    /// <summary>The display name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The preferences to merge into the stored preferences, leaf by leaf.</summary>
    /// <remarks>
    /// Nested maps are merged; every other value replaces the stored one. An empty map replaces the stored value. To replace or remove
    /// whole keys, use <see cref="IUserStore.PatchPreferencesAsync"/>.
    /// </remarks>
    public StateMap? PreferencesToMerge { get; init; }

    /// <summary>The tier; <see cref="UserTier.Unknown"/> is not valid.</summary>
    public UserTier? Tier { get; init; }
}
