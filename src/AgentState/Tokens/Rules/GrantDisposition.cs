namespace AgentState.Internal.Tokens.Rules;

/// <summary>How an issued pair is stored.</summary>
internal enum GrantDisposition
{
    /// <summary>Not stored: the grant was changed or deleted in the meantime.</summary>
    Nowhere,

    /// <summary>Stored as valid.</summary>
    Valid,

    /// <summary>Stored as unverified: the lease was taken over in the meantime, and the service may have invalidated the pair.</summary>
    Unverified,

    /// <summary>Stored with the revocation mark: the grant was revoked during the refresh.</summary>
    Revoked,
}
