namespace AgentState.Internal.Tokens;

/// <summary>The stored codes for why a refresh failed.</summary>
internal static class GrantFailureCodes
{
    /// <summary>The service permanently refuses the refresh token.</summary>
    public const string InvalidGrant = "invalid_grant";

    /// <summary>The grant was revoked.</summary>
    public const string Revoked = "revoked";

    /// <summary>No reply, or another transient failure.</summary>
    public const string Transient = "transient";

    /// <summary>The service returned the stored token.</summary>
    public const string NotRenewed = "not_renewed";

    /// <summary>The service reported success with an unreadable reply, so the refresh token may have been used up.</summary>
    public const string ReplyUnreadable = "reply_unreadable";

    /// <summary>The service limits the rate of calls.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>The service refuses the client.</summary>
    public const string Configuration = "configuration";
}
