namespace AgentState;

/// <summary>All that a document tells. A document without a grant may be there: it holds the lease of whoever mints one.</summary>
internal sealed record StoredToken
{
    public static StoredToken Nothing { get; } = new();

    /// <summary>The pair; null = there is none.</summary>
    public TokenGrant? Grant { get; init; }

    /// <summary>What else than the key the token was asked for with; null = nobody said.</summary>
    public string? Shape { get; init; }

    /// <summary>Who refreshes it, or was about to; null = nobody.</summary>
    public RefreshLease? Lease { get; init; }

    /// <summary>The last failure, if it is about this pair; null = none.</summary>
    public GrantFailure? Failure { get; init; }

    public bool IsRevoked => Failure?.Code == GrantFailureCodes.Revoked;
}
