namespace AgentState;

/// <summary>Asks a refresher: within a deadline, and so that nothing of what it says in an error goes further.</summary>
internal sealed class RefresherCall(TokenOptions options, TokenSources sources, TimeProvider time)
{
    /// <summary>Asks the key's refresher for a grant.</summary>
    /// <param name="key">The grant's key.</param>
    /// <param name="stored">What is stored; null = nothing.</param>
    /// <param name="mint">Whether to mint a token, instead of refreshing the stored one.</param>
    /// <param name="onLate">What to do with a grant that comes after the deadline: it may have used up the refresh token.</param>
    /// <exception cref="ReauthorizationRequiredException">The service refused for good.</exception>
    /// <exception cref="TokenConfigurationException">The refresher lacks something that only a person can give it.</exception>
    /// <exception cref="TokenRateLimitedException">The service takes no more calls for now.</exception>
    /// <exception cref="TokenRefreshException">It failed, did not answer in time, or answered with what cannot be stored.</exception>
    public async Task<NewGrant> AskAsync(string key, TokenGrant? stored, bool mint, Func<Task<NewGrant>, Task> onLate)
    {
        using var deadline = new CancellationTokenSource(options.RefreshTimeout, time);
        var asked = RefreshAsync(key, stored, mint, deadline.Token);
        try
        {
            return await asked.WaitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            _ = onLate(asked);
            throw new TokenRefreshException(key, $"The refresher of '{key}' did not answer within {options.RefreshTimeout}.");
        }
        catch (AgentStateException error) when (error is ReauthorizationRequiredException or TokenConfigurationException or TokenRateLimitedException or TokenRefreshException)
        {
            throw;
        }
        catch (Exception error)
        {
            // Its text is the refresher's own and may quote a token: the type alone goes on.
            throw new TokenRefreshException(key, $"The refresher of '{key}' failed with {error.GetType().FullName}{StatusOf(error)}.");
        }
    }

    private async Task<NewGrant> RefreshAsync(string key, TokenGrant? stored, bool mint, CancellationToken cancellationToken)
    {
        var current = mint ? null : stored;
        var given = Given(key, await sources.RefresherOf(key)!.RefreshAsync(key, current, cancellationToken).ConfigureAwait(false), current);

        // Something between hands out old answers. To store it would make an old token look new.
        return stored is not null && IsSame(given, stored) ? throw TokenErrors.NotRenewed(key) : given;
    }

    private static bool IsSame(NewGrant given, TokenGrant stored) =>
        given.AccessToken == stored.AccessToken && given.RefreshToken == stored.RefreshToken && given.ExpiresAt == stored.ExpiresAt;

    // No refresh token in the answer means that the one before stays good. The end is cut as it will be stored, so that all are told the same.
    private static NewGrant Given(string key, NewGrant? given, TokenGrant? current)
    {
        try
        {
            TokenArguments.Check(given!);
        }
        catch (ArgumentException error)
        {
            throw new TokenRefreshException(key, $"The refresher of '{key}' returned a grant that cannot be stored. {error.Message}");
        }

        return given! with
        {
            RefreshToken = given.RefreshToken ?? current?.RefreshToken,
            ExpiresAt = given.ExpiresAt is { } end ? Microseconds.Truncate(end) : null,
        };
    }

    private static string StatusOf(Exception error) =>
        error is HttpRequestException { StatusCode: { } status } ? $" ({(int)status})" : "";
}
