namespace AgentState.Internal.Tokens.Rules;

/// <summary>What to do for a requested token.</summary>
internal enum RefreshDecision
{
    /// <summary>Return the stored token.</summary>
    UseStored,

    /// <summary>Refresh with the stored refresh token.</summary>
    Refresh,

    /// <summary>Mint a grant without a refresh token.</summary>
    Mint,

    /// <summary>Wait for the process that holds the lease.</summary>
    Wait,

    /// <summary>Throw: the service is not called until the pause of the stored failure ends.</summary>
    CoolDown,

    /// <summary>Return the registered static token.</summary>
    UseStatic,

    /// <summary>Throw: the user must authorize again.</summary>
    Reauthorize,

    /// <summary>Throw: a refresh token is stored, but no refresher is registered.</summary>
    Misconfigured,

    /// <summary>Throw: no grant is stored, and no source is registered.</summary>
    NotFound,
}
