namespace AgentState;

/// <summary>What to do for a token that is asked for.</summary>
internal enum RefreshDecision
{
    /// <summary>The stored token will do.</summary>
    UseStored,

    /// <summary>Use the stored refresh token.</summary>
    Refresh,

    /// <summary>Get a grant without a refresh token.</summary>
    Mint,

    /// <summary>Somebody else is at it: wait for that one.</summary>
    Wait,

    /// <summary>Nobody is to be called for a while; the stored failure says why.</summary>
    CoolDown,

    /// <summary>Return the registered static token.</summary>
    UseStatic,

    /// <summary>Somebody has to consent anew.</summary>
    Reauthorize,

    /// <summary>There is a refresh token, and nobody who could use it.</summary>
    Misconfigured,

    /// <summary>There is nothing at all.</summary>
    NotFound,
}
