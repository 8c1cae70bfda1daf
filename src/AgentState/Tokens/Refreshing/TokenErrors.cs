using AgentState.Internal.Tokens.Stored;

namespace AgentState.Internal.Tokens.Refreshing;

/// <summary>The vault's exceptions for keys without a usable token.</summary>
internal static class TokenErrors
{
    public static StateNotFoundException NotFound(string key) => new(
        $"{TokenDocument.Collection}/{key}",
        "Save a grant with SaveGrantAsync, or register a source of tokens: " +
        $"AddTokenRefresher (one that can mint) or AddStaticToken for '{key}' or its service.");

    public static TokenConfigurationException NoRefresher(string key) => new(
        key, $"The grant '{key}' has expired and has a refresh token, but no refresher is registered for it. Call AddTokenRefresher.");

    public static TokenConfigurationException StaticRejected(string key) => new(
        key,
        $"The service rejected the static token registered for '{key}'. Register another one, or save a grant with SaveGrantAsync.");

    public static TokenRefreshException TooManyRounds(string key) =>
        new(key, $"The grant '{key}' was changed by other processes during every attempt to refresh it. Call again later.");

    public static TokenRefreshException NoReply(string key, TimeSpan timeout) =>
        new(key, $"The refresher of '{key}' did not answer within {timeout}. Call again later.");

    /// <summary>Another caller or process has just failed to refresh the grant.</summary>
    /// <param name="key">The grant's key.</param>
    /// <param name="failure">The stored failure.</param>
    /// <param name="now">The database's time.</param>
    public static TokenRefreshException FailedElsewhere(string key, GrantFailure failure, DateTimeOffset now) => new(
        key,
        $"Refreshing the grant '{key}' failed at {failure.At:u} ({failure.Code}); see the log of the process that tried. Call again later.")
    {
        Code = failure.Code,
        RetryAfter = failure.Until is { } until && until > now ? until - now : null,
    };

    /// <summary>The refresh returned the stored token: the service, or a proxy, returns outdated replies.</summary>
    public static TokenRefreshException NotRenewed(string key) =>
        new(
            key,
            $"The service behind the grant '{key}' returned the stored token ({GrantFailureCodes.NotRenewed}). Call again later.")
        {
            Code = GrantFailureCodes.NotRenewed,
        };

    /// <summary>The service is not called before the stored pause ends.</summary>
    public static AgentStateException CoolingDown(string key, GrantFailure failure, DateTimeOffset now) => failure.Code switch
    {
        GrantFailureCodes.RateLimited => new TokenRateLimitedException(key, failure.Until!.Value),
        GrantFailureCodes.Configuration => new TokenConfigurationException(
            key,
            $"The service behind the grant '{key}' refused the client at {failure.At:u}; no process calls it before {failure.Until:u}. " +
            "Correct the client's configuration; see the log of the process that called."),
        _ => FailedElsewhere(key, failure, now),
    };
}
