using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// One refresh of one key, on behalf of all who wait for it: reads, decides, asks the refresher, and stores what it returns before anybody sees
/// it. No caller's token reaches in here. The service is never called while the database is kept waiting.
/// </summary>
internal sealed class TokenRefresh(DocumentStack stack, TokenOptions options, TokenSources sources, ILogger logger)
{
    // Who loses to another process finds that one's token fresh; a third round is for one that was stored old.
    private const int MaxRounds = 3;

    private readonly ConcurrentDictionary<string, UnsavedGrant> unsaved = new(StringComparer.Ordinal);
    private readonly DatabaseRoot root = stack.Documents.Root;

    /// <summary>Gets a fresh token by whatever it takes.</summary>
    public async Task<AccessToken> RunAsync(string key)
    {
        if (unsaved.TryGetValue(key, out var waiting) && await SaveAsync(key, waiting, isAgain: true).ConfigureAwait(false) is { } saved)
        {
            return saved;
        }

        for (var round = 1; round <= MaxRounds; round++)
        {
            var snapshot = await ReadAsync(key, CancellationToken.None).ConfigureAwait(false);
            var stored = snapshot.Document is { } document ? TokenDocument.Read(document) : null;
            var token = Decide(key, stored) switch
            {
                RefreshDecision.UseStored => Of(key, stored!),
                RefreshDecision.UseStatic => Static(key),
                RefreshDecision.Refresh => await RefreshAsync(key, snapshot, stored, stored).ConfigureAwait(false),
                RefreshDecision.Mint => await RefreshAsync(key, snapshot, stored, current: null).ConfigureAwait(false),
                RefreshDecision.Reauthorize => throw new ReauthorizationRequiredException(key),
                RefreshDecision.Misconfigured => throw new TokenConfigurationException(
                    key, $"The grant '{key}' has run out and has a refresh token, but no refresher is registered for it. Add one by AddTokenRefresher."),
                _ => throw NotFound(key),
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

    /// <summary>Whether a grant waits to be stored.</summary>
    public bool HasUnsaved(string key) => unsaved.ContainsKey(key);

    /// <summary>Somebody has decided about the key: what waits to be stored for it is of no use any more.</summary>
    public void Forget(string key) => unsaved.TryRemove(key, out _);

    /// <summary>Tries once more to store what could not be stored.</summary>
    public async Task SaveLeftAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, waiting) in unsaved)
        {
            await stack.Writer.WriteAsync(Change(waiting, isAgain: true), cancellationToken).ConfigureAwait(false);
            Forget(key);
        }
    }

    public static AccessToken Of(string key, TokenGrant grant) => new()
    {
        Key = key,
        Secret = grant.AccessToken,
        ExpiresAt = grant.ExpiresAt,
        TokenType = grant.TokenType,
    };

    // Null: somebody else was first, and what is stored now has to be looked at.
    private async Task<AccessToken?> RefreshAsync(string key, DocumentSnapshot snapshot, TokenGrant? stored, TokenGrant? current)
    {
        NewGrant given;
        try
        {
            given = await AskAsync(key, snapshot, stored, current).ConfigureAwait(false);
        }
        catch (ReauthorizationRequiredException) when (stored is not null)
        {
            return await RefusedAsync(key, snapshot, stored).ConfigureAwait(false);
        }
        catch (TokenRefreshException error) when (stored is not null && !RefreshDecisions.HasEnded(stored, stack.Clock.Now))
        {
            // It is good for a little while yet; that is what the skew is for.
            Log.RefreshFailedEarly(logger, key, error);
            return Of(key, stored);
        }

        return await SaveAsync(key, new UnsavedGrant(snapshot, stored, given), isAgain: false).ConfigureAwait(false);
    }

    private async Task<NewGrant> AskAsync(string key, DocumentSnapshot snapshot, TokenGrant? stored, TokenGrant? current)
    {
        using var deadline = new CancellationTokenSource(options.RefreshTimeout, stack.Time);
        Task<NewGrant>? asked = null;
        try
        {
            asked = sources.RefresherOf(key)!.RefreshAsync(key, current, deadline.Token);
            return Given(key, await asked.WaitAsync(deadline.Token).ConfigureAwait(false), current);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            _ = SaveLateAsync(key, asked, snapshot, stored, current);
            throw new TokenRefreshException(key, $"The refresher of '{key}' did not answer within {options.RefreshTimeout}.");
        }
        catch (AgentStateException error) when (error is ReauthorizationRequiredException or TokenConfigurationException or TokenRefreshException)
        {
            throw;
        }
        catch (Exception error)
        {
            // Its text is the refresher's own and may quote a token: the type alone goes on.
            throw new TokenRefreshException(key, $"The refresher of '{key}' failed with {error.GetType().FullName}{StatusOf(error)}.");
        }
    }

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

    // It was given up, and yet it may have used up the refresh token: what it returns in the end is not to be lost.
    private async Task SaveLateAsync(string key, Task<NewGrant>? asked, DocumentSnapshot snapshot, TokenGrant? stored, TokenGrant? current)
    {
        try
        {
            if (asked is not null)
            {
                var given = Given(key, await asked.ConfigureAwait(false), current);
                await SaveAsync(key, new UnsavedGrant(snapshot, stored, given), isAgain: false).ConfigureAwait(false);
            }
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

    private async Task<AccessToken?> SaveAsync(string key, UnsavedGrant grant, bool isAgain)
    {
        ChangeResult result;
        try
        {
            result = await stack.Writer.WriteAsync(Change(grant, isAgain), CancellationToken.None).ConfigureAwait(false);
        }
        catch (AgentStateException error)
        {
            return Keep(key, grant, error);
        }

        Forget(key);
        if (result.IsOurs)
        {
            Log.TokenRefreshed(logger, key);
            return Of(key, grant.Given);
        }

        // Deleted meanwhile: whoever did that meant it.
        return result.Before.Document is null ? throw NotFound(key) : null;
    }

    private static StateChange Change(UnsavedGrant grant, bool isAgain)
    {
        var change = TokenChanges.SaveRefreshed(grant.Known, grant.Consumed, grant.Given);
        return isAgain ? change with { Known = null } : change;
    }

    // The service has given a pair, and may have used up the one before: it is kept here, good for use, until it can be stored.
    private AccessToken Keep(string key, UnsavedGrant grant, AgentStateException error)
    {
        Log.GrantUnsaved(logger, key, error);
        if (!unsaved.TryAdd(key, grant) && !(grant.Given.ExpiresAt <= stack.Clock.Now))
        {
            return Of(key, grant.Given);
        }

        throw new TokenRefreshException(
            key,
            $"The grant '{key}' was refreshed, and the new one could not be stored. It is kept in this process, and stored at the next call for it, or at the end.",
            error);
    }

    private AccessToken Static(string key)
    {
        if (sources.StaticOf(key)!() is not { Length: > 0 } token)
        {
            throw NotFound(key);
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

    private static StateNotFoundException NotFound(string key) => new(
        $"{TokenDocument.Collection}/{key}",
        $"Save a grant for it by SaveGrantAsync, or register how to get one: AddTokenRefresher (one that can mint) or AddStaticToken for '{key}' or its service.");

    private static AccessToken Of(string key, NewGrant grant) => new()
    {
        Key = key,
        Secret = grant.AccessToken,
        ExpiresAt = grant.ExpiresAt,
        TokenType = grant.TokenType,
    };

    private static string StatusOf(Exception error) =>
        error is HttpRequestException { StatusCode: { } status } ? $" ({(int)status})" : "";
}
