namespace AgentState;

/// <summary>A user as stored at one moment, identified by <see cref="Version"/>; all times are server times.</summary>
public sealed record User
{
    /// <summary>The user's id, such as a Telegram user id; it is the document id in the collection <c>users</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The display name; null if it is not set.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The preferences; empty if none are stored.</summary>
    public StateMap Preferences { get; init; } = StateMap.Empty;

    /// <summary>The tier; <see cref="UserTier.Free"/> if none is stored.</summary>
    public UserTier Tier { get; init; } = UserTier.Free;

    /// <summary>When the user was created; the creation time of the document if the field is missing.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the user was last changed; the update time of the document if the field is missing.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The version of the document from which the user was read.</summary>
    public StateVersion Version { get; init; }
}
