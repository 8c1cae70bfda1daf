namespace AgentState.Internal.Tokens.Rules;

/// <summary>The inputs of a refresh decision besides the stored contents.</summary>
/// <param name="Now">The lower bound of the database's current time.</param>
/// <param name="Skew">How long before its expiry a token is replaced.</param>
internal sealed record RefreshQuestion(DateTimeOffset Now, TimeSpan Skew)
{
    /// <summary>Whether a refresher is registered.</summary>
    public bool HasRefresher { get; init; }

    /// <summary>Whether the refresher can mint without a refresh token.</summary>
    public bool CanMint { get; init; }

    /// <summary>Whether a static token is registered.</summary>
    public bool HasStatic { get; init; }

    /// <summary>The refresher's request fingerprint; null = none.</summary>
    public string? RequestFingerprint { get; init; }

    /// <summary>A token that the service answered with 401; null = none.</summary>
    public SecretString? Rejected { get; init; }

    /// <summary>The owner of a lease that this process took but does not use; null = none.</summary>
    public string? Left { get; init; }
}
