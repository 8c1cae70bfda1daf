using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// One refresh of one key, on behalf of all who wait for it: reads, decides, asks the refresher, and stores what it returns before anybody sees
/// it. No caller's token reaches in here. The service is never called while the database is kept waiting.
/// </summary>
internal sealed class TokenRefresh(DocumentStack stack, TokenOptions options, TokenSources sources, GrantSaver saver, ILogger logger)
{
    // Who loses to another process finds that one's token fresh; a third round is for one that was stored old.
    private const int MaxRounds = 3;

    private readonly RefresherCall call = new(options, sources, stack.Time);
    private readonly DatabaseRoot root = stack.Documents.Root;

    /// <summary>Gets a fresh token by whatever it takes.</summary>
    public async Task<AccessToken> RunAsync(string key)
    {
        if (await saver.SaveLeftAsync(key).ConfigureAwait(false) is { } saved)
        {
            return saved;
        }

        for (var round = 1; round <= MaxRounds; round++)
        {
            var snapshot = await ReadAsync(key, CancellationToken.None).ConfigureAwait(false);
            var stored = snapshot.Document is { } document ? TokenDocument.Read(document) : null;
            var token = Decide(key, stored) switch
            {
                RefreshDecision.UseStored => AccessToken.Of(key, stored!),
                RefreshDecision.UseStatic => Static(key),
                RefreshDecision.Refresh => await RefreshAsync(key, snapshot, stored, stored).ConfigureAwait(false),
                RefreshDecision.Mint => await RefreshAsync(key, snapshot, stored, current: null).ConfigureAwait(false),
                RefreshDecision.Reauthorize => throw new ReauthorizationRequiredException(key),
                RefreshDecision.Misconfigured => throw new TokenConfigurationException(
                    key, $"The grant '{key}' has run out and has a refresh token, but no refresher is registered for it. Add one by AddTokenRefresher."),
                _ => throw TokenErrors.NotFound(key),
            };
            if (token is not null)
            {
                return token;
            }
        }

        throw new TokenRefreshException(key, $"The grant '{key}' was changed by others as often as it was refreshed. Call again later.");
    }

    /// <summary>What is to be done for a stored grant, by the database's time as it was just told.</summary>
    public RefreshDecision Decide(string key, TokenGrant? stored)
    {
        var refresher = sources.RefresherOf(key);
        return RefreshDecisions.Of(
            stored, stack.Clock.Now, options.RefreshSkew, refresher is not null, refresher?.CanMint == true, sources.StaticOf(key) is not null);
    }

    /// <summary>Reads the grant in a way that tells the database's time: a get of one name would not.</summary>
    public async Task<DocumentSnapshot> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var name = TokenDocument.NameOf(root, key);
        return (await stack.Documents.GetAsync([name, name], cancellationToken).ConfigureAwait(false))[0];
    }

    // Null: somebody else was first, and what is stored now has to be looked at.
    private async Task<AccessToken?> RefreshAsync(string key, DocumentSnapshot snapshot, TokenGrant? stored, TokenGrant? current)
    {
        NewGrant given;
        try
        {
            given = await call.AskAsync(key, current, asked => SaveLateAsync(key, asked, snapshot, stored)).ConfigureAwait(false);
        }
        catch (ReauthorizationRequiredException) when (stored is not null)
        {
            return await RefusedAsync(key, snapshot, stored).ConfigureAwait(false);
        }
        catch (TokenRefreshException error) when (stored is not null && !RefreshDecisions.HasEnded(stored, stack.Clock.Now))
        {
            // It is good for a little while yet; that is what the skew is for.
            Log.RefreshFailedEarly(logger, key, error);
            return AccessToken.Of(key, stored);
        }

        return await saver.SaveAsync(key, new UnsavedGrant(snapshot, stored, given)).ConfigureAwait(false);
    }

    // It was given up, and yet it may have used up the refresh token: what it returns in the end is not to be lost.
    private async Task SaveLateAsync(string key, Task<NewGrant> asked, DocumentSnapshot snapshot, TokenGrant? stored)
    {
        try
        {
            await saver.SaveAsync(key, new UnsavedGrant(snapshot, stored, await asked.ConfigureAwait(false))).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Log.LateRefreshFailed(logger, key, error.GetType().FullName);
        }
    }

    // A grant that was refused may have been used up by another process, whose pair is stored by now.
    private async Task<AccessToken?> RefusedAsync(string key, DocumentSnapshot snapshot, TokenGrant refused)
    {
        await stack.Writer.WriteAsync(TokenChanges.Refuse(snapshot, refused, stack.Clock.Now), CancellationToken.None).ConfigureAwait(false);
        var now = await ReadAsync(key, CancellationToken.None).ConfigureAwait(false);
        return now.Document is { } document && !RefreshDecisions.IsSame(TokenDocument.Read(document), refused)
            ? null
            : throw new ReauthorizationRequiredException(key);
    }

    private AccessToken Static(string key)
    {
        if (sources.StaticOf(key)!() is not { Length: > 0 } token)
        {
            throw TokenErrors.NotFound(key);
        }

        try
        {
            return new AccessToken { Key = key, Secret = new Secret(token) };
        }
        catch (ArgumentException error)
        {
            throw new TokenConfigurationException(key, $"The static token for '{key}' cannot be one. {error.Message}");
        }
    }
}
