namespace AgentState;

/// <summary>The stored words for why a refresh failed.</summary>
internal static class GrantFailureCodes
{
    /// <summary>The service refuses the refresh token, for good.</summary>
    public const string InvalidGrant = "invalid_grant";

    /// <summary>Somebody has revoked the grant.</summary>
    public const string Revoked = "revoked";

    /// <summary>No answer, or a failure that may pass.</summary>
    public const string Transient = "transient";

    /// <summary>The service returned what is stored already.</summary>
    public const string NotRenewed = "not_renewed";

    /// <summary>The service answered with success, and nothing of it could be read. The refresh token may be used up.</summary>
    public const string ReplyUnreadable = "reply_unreadable";

    /// <summary>The service takes no more calls for now.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>The service refuses the client.</summary>
    public const string Configuration = "configuration";
}
