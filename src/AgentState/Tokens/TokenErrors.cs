namespace AgentState;

/// <summary>What the vault says where a key has no token, and no way to one.</summary>
internal static class TokenErrors
{
    public static StateNotFoundException NotFound(string key) => new(
        $"{TokenDocument.Collection}/{key}",
        $"Save a grant for it by SaveGrantAsync, or register how to get one: AddTokenRefresher (one that can mint) or AddStaticToken for '{key}' or its service.");

    public static TokenConfigurationException NoRefresher(string key) => new(
        key, $"The grant '{key}' has run out and has a refresh token, but no refresher is registered for it. Add one by AddTokenRefresher.");

    public static TokenConfigurationException StaticRejected(string key) => new(
        key, $"The service does not take the static token that is registered for '{key}'. Register another one, or save a grant by SaveGrantAsync.");

    public static TokenRefreshException TooManyRounds(string key) =>
        new(key, $"The grant '{key}' was changed by others as often as it was refreshed. Call again later.");

    /// <summary>Another caller, or another process, has just failed.</summary>
    /// <param name="key">The grant's key.</param>
    /// <param name="failure">What it has stored.</param>
    /// <param name="now">The database's time.</param>
    public static TokenRefreshException FailedElsewhere(string key, GrantFailure failure, DateTimeOffset now) => new(
        key, $"The grant '{key}' could not be refreshed at {failure.At:u} ({failure.Code}); the log of the process that tried says why. Call again later.")
    {
        Code = failure.Code,
        RetryAfter = failure.Until is { } until && until > now ? until - now : null,
    };

    /// <summary>The refresh brought what is stored already: the service, or something before it, hands out old answers.</summary>
    public static TokenRefreshException NotRenewed(string key) =>
        new(key, $"The service behind the grant '{key}' returned the token that is stored already ({GrantFailureCodes.NotRenewed}).")
        {
            Code = GrantFailureCodes.NotRenewed,
        };

    /// <summary>The service is not called for a while.</summary>
    public static AgentStateException CoolingDown(string key, GrantFailure failure, DateTimeOffset now) => failure.Code switch
    {
        GrantFailureCodes.RateLimited => new TokenRateLimitedException(key, failure.Until!.Value),
        GrantFailureCodes.Configuration => new TokenConfigurationException(
            key,
            $"The service behind the grant '{key}' refused the client at {failure.At:u}; no process calls it before {failure.Until:u}. Set the client right; the log of the process that called says more."),
        _ => FailedElsewhere(key, failure, now),
    };
}
