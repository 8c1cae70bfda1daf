using AgentState.Internal.Data;
using AgentState.Internal.Tokens.Sources;

namespace AgentState.Internal.Tokens.Refreshing;

/// <summary>Calls a refresher with a timeout, and never passes on the message of its exceptions.</summary>
internal sealed class RefresherCall(TokenOptions options, TokenSourceRegistry sources, TimeProvider time)
{
    /// <summary>Requests a grant from the key's refresher.</summary>
    /// <param name="key">The grant's key.</param>
    /// <param name="stored">The stored grant; null = none.</param>
    /// <param name="mint">Whether to mint a token instead of refreshing the stored one.</param>
    /// <returns>The grant, or after the timeout the call that is still running.</returns>
    /// <exception cref="ReauthorizationRequiredException">The service permanently refuses the refresh token.</exception>
    /// <exception cref="TokenConfigurationException">The configuration prevents getting a token.</exception>
    /// <exception cref="TokenRateLimitedException">The service limits the rate of calls.</exception>
    /// <exception cref="TokenRefreshException">The refresher failed, or returned a grant that cannot be stored.</exception>
    public async Task<RefresherReply> AskAsync(string key, TokenGrant? stored, bool mint)
    {
        using var deadline = new CancellationTokenSource(options.RefreshTimeout, time);
        var asked = RefreshAsync(key, stored, mint, deadline.Token);
        try
        {
            return new RefresherReply { Grant = await asked.WaitAsync(deadline.Token).ConfigureAwait(false) };
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new RefresherReply { Late = new LateReply(asked, TokenErrors.NoReply(key, options.RefreshTimeout)) };
        }
        catch (AgentStateException error) when (
            error is ReauthorizationRequiredException or TokenConfigurationException or TokenRateLimitedException or TokenRefreshException)
        {
            throw;
        }
        catch (Exception error)
        {
            // Only the type is reported: the refresher's message may quote a token.
            throw new TokenRefreshException(
                key, $"The refresher of '{key}' failed with {error.GetType().FullName}{StatusOf(error)}. Call again later.");
        }
    }

    private async Task<NewGrant> RefreshAsync(string key, TokenGrant? stored, bool mint, CancellationToken cancellationToken)
    {
        var current = mint ? null : stored;
        var refresher = sources.RefresherOf(key)!;
        var given = Given(key, await refresher.RefreshAsync(key, current, cancellationToken).ConfigureAwait(false), current);

        // A proxy may return an outdated reply. Storing it would make an old token look new.
        return stored is not null && IsSame(given, stored) ? throw TokenErrors.NotRenewed(key) : given;
    }

    private static bool IsSame(NewGrant given, TokenGrant stored) =>
        given.AccessToken == stored.AccessToken && given.RefreshToken == stored.RefreshToken && given.ExpiresAt == stored.ExpiresAt;

    // Without a new refresh token the previous one stays valid. The expiry is truncated as it will be stored, so that all callers get the
    // same value.
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
