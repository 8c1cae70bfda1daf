using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>Stores what services have issued, and keeps what the database would not take until it does: a refresh token is used up but once.</summary>
internal sealed class GrantSaver(DocumentStack stack, ILogger logger)
{
    private readonly ConcurrentDictionary<string, UnsavedGrant> unsaved = new(StringComparer.Ordinal);

    /// <summary>Whether a grant waits to be stored.</summary>
    public bool HasUnsaved(string key) => unsaved.ContainsKey(key);

    /// <summary>Somebody has decided about the key: what waits to be stored for it is of no use any more.</summary>
    public void Forget(string key) => unsaved.TryRemove(key, out _);

    /// <summary>Stores a new grant, on condition that what it consumed is still what is stored.</summary>
    /// <returns>Its token; null: somebody else was first, and what is stored now has to be looked at.</returns>
    /// <exception cref="TokenRefreshException">It could not be stored, and is kept.</exception>
    public Task<AccessToken?> SaveAsync(string key, UnsavedGrant grant) => SaveAsync(key, grant, Change(grant));

    /// <summary>Tries once more to store what could not be stored.</summary>
    /// <returns>Its token, which is good for use though it could not be stored again; null: there is none, or somebody else was first.</returns>
    public async Task<AccessToken?> SaveLeftAsync(string key) =>
        unsaved.TryGetValue(key, out var grant) ? await SaveAsync(key, grant, Again(grant)).ConfigureAwait(false) : null;

    /// <summary>Tries once more to store all that could not be stored, each for itself.</summary>
    public async Task SaveAllLeftAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, grant) in unsaved)
        {
            try
            {
                await stack.Writer.WriteAsync(Again(grant), cancellationToken).ConfigureAwait(false);
                Forget(key);
            }
            catch (Exception error) when (error is AgentStateException or OperationCanceledException or ObjectDisposedException)
            {
                Log.GrantLeft(logger, key, error);
            }
        }
    }

    private async Task<AccessToken?> SaveAsync(string key, UnsavedGrant grant, StateChange change)
    {
        ChangeResult result;
        try
        {
            result = await stack.Writer.WriteAsync(change, CancellationToken.None).ConfigureAwait(false);
        }
        catch (AgentStateException error)
        {
            return Keep(key, grant, error);
        }

        Forget(key);
        if (result.IsOurs)
        {
            Log.TokenRefreshed(logger, key);
            return AccessToken.Of(key, grant.Given);
        }

        // Deleted meanwhile: whoever did that meant it.
        return result.Before.Document is null ? throw TokenErrors.NotFound(key) : null;
    }

    // The service has given a pair, and may have used up the one before: it is kept here, good for use, until it can be stored.
    private AccessToken Keep(string key, UnsavedGrant grant, AgentStateException error)
    {
        Log.GrantUnsaved(logger, key, error);
        if (!unsaved.TryAdd(key, grant) && !(grant.Given.ExpiresAt <= stack.Clock.Now))
        {
            return AccessToken.Of(key, grant.Given);
        }

        throw new TokenRefreshException(
            key,
            $"The grant '{key}' was refreshed, and the new one could not be stored. It is kept in this process, and stored at the next call for it, or at the end.",
            error);
    }

    private static StateChange Change(UnsavedGrant grant) => TokenChanges.SaveRefreshed(grant.Known, grant.Consumed, grant.Given);

    // What was read before the refresh is old by now.
    private static StateChange Again(UnsavedGrant grant) => Change(grant) with { Known = null };
}
