namespace AgentState.Internal.Tokens.Stored;

/// <summary>The contents of a grant's document.</summary>
/// <remarks>A document without a grant can exist: it holds the lease of the process that mints the first grant.</remarks>
internal sealed record StoredToken
{
    public static StoredToken Nothing { get; } = new();

    /// <summary>The pair of tokens; null = there is none.</summary>
    public TokenGrant? Grant { get; init; }

    /// <summary>The request fingerprint that the token was requested with; null = not stored.</summary>
    public string? RequestFingerprint { get; init; }

    /// <summary>The refresh lease, which may have expired; null = none.</summary>
    public RefreshLease? Lease { get; init; }

    /// <summary>The last failure, if it belongs to this pair; null = none.</summary>
    public GrantFailure? Failure { get; init; }

    public bool IsRevoked => Failure?.Code == GrantFailureCodes.Revoked;
}
