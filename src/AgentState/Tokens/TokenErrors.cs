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
    public static TokenRefreshException FailedElsewhere(string key, GrantFailure failure) =>
        new(key, $"The grant '{key}' could not be refreshed by the process that tried, at {failure.At:u}; its log says why. Call again later.");

    /// <summary>Nobody is to be called for a while.</summary>
    public static AgentStateException CoolingDown(string key, GrantFailure failure) => failure.Code == GrantFailureCodes.RateLimited
        ? new TokenRateLimitedException(key, failure.Until!.Value)
        : new TokenConfigurationException(
            key,
            $"The service behind the grant '{key}' refused the client at {failure.At:u}; no process calls it before {failure.Until:u}. Set the client right; the log of the process that called says more.");
}
