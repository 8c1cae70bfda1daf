namespace AgentState;

/// <summary>A user as stored at one moment (<see cref="Version"/>). Times are the database's.</summary>
public sealed record User
{
    /// <summary>The user's id, such as a Telegram user id: its document's, in the collection <c>users</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The name for people; null where none was given.</summary>
    public string? DisplayName { get; init; }

    /// <summary>What the user prefers; empty where the document has nothing.</summary>
    public StateMap Preferences { get; init; } = StateMap.Empty;

    /// <summary>What the user pays for; free where the document does not say.</summary>
    public UserTier Tier { get; init; } = UserTier.Free;

    /// <summary>When the user was created; the document's own time where it does not say.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the user was changed last; the document's own time where it does not say.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The version of the document that this was read from.</summary>
    public StateVersion Version { get; init; }
}
