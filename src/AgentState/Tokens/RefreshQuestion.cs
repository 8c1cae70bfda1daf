namespace AgentState;

/// <summary>All that decides, beside what is stored, what is done for a token that is asked for.</summary>
/// <param name="Now">The database's time, or a little earlier.</param>
/// <param name="Skew">How long before its end a token is replaced.</param>
internal sealed record RefreshQuestion(DateTimeOffset Now, TimeSpan Skew)
{
    /// <summary>Whether somebody is registered who can use a refresh token.</summary>
    public bool HasRefresher { get; init; }

    /// <summary>Whether that one needs none.</summary>
    public bool CanMint { get; init; }

    /// <summary>Whether a static token is registered.</summary>
    public bool HasStatic { get; init; }

    /// <summary>What else than the key shapes the token; null = nothing.</summary>
    public string? Shape { get; init; }

    /// <summary>A token that the service has answered 401 to; null = none.</summary>
    public Secret? Rejected { get; init; }

    /// <summary>The owner of a lease that this process has taken and does not use; null = none.</summary>
    public string? Left { get; init; }
}
