using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>Stores what services have issued, and keeps what the database would not take until it does: a refresh token is used up but once.</summary>
internal sealed class GrantSaver(DocumentStack stack, TokenChanges changes, TokenDocument form, TokenAudit audit, ILogger logger)
{
    private readonly ConcurrentDictionary<string, UnsavedGrant> unsaved = new();

    /// <summary>Somebody has decided about the key: what waits to be stored for it is of no use any more.</summary>
    public void Forget(string key) => unsaved.TryRemove(key, out _);

    /// <summary>Stores a new grant, on condition that what it consumed is still what is stored.</summary>
    /// <returns>It, as it is stored; null: somebody else was first, and what is stored now has to be looked at.</returns>
    /// <exception cref="TokenRefreshException">It could not be stored, and is kept.</exception>
    public async Task<SavedGrant?> SaveAsync(UnsavedGrant grant)
    {
        var key = DatabaseRoot.IdOf(grant.Name);
        ChangeResult result;
        try
        {
            result = await WriteAsync(grant, CancellationToken.None).ConfigureAwait(false);
        }
        catch (AgentStateException error)
        {
            return Keep(key, grant, error);
        }

        Forget(key);
        return Saved(key, grant, result);
    }

    /// <summary>Tries once more to store what could not be stored.</summary>
    /// <returns>It, which is good for use though it could not be stored again; null: there is none, or somebody else was first.</returns>
    public async Task<SavedGrant?> SaveLeftAsync(string key) =>
        unsaved.TryGetValue(key, out var grant) ? await SaveAsync(grant).ConfigureAwait(false) : null;

    /// <summary>Tries once more to store all that could not be stored, each for itself.</summary>
    public async Task SaveAllLeftAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, grant) in unsaved)
        {
            try
            {
                await WriteAsync(grant, cancellationToken).ConfigureAwait(false);
                Forget(key);
            }
            catch (Exception error) when (error is AgentStateException or OperationCanceledException or ObjectDisposedException)
            {
                Log.GrantLeft(logger, key, error);
            }
        }
    }

    private Task<ChangeResult> WriteAsync(UnsavedGrant grant, CancellationToken cancellationToken) => audit.WriteAsync(
        stack.Writer,
        audit.With(changes.SaveRefreshed(grant), TokenAudit.Refreshed, snapshot => OutcomeOf(snapshot, grant), grant.Lease, grant.Given.AccessToken),
        cancellationToken);

    private SavedGrant? Saved(string key, UnsavedGrant grant, ChangeResult result)
    {
        if (result.Written is { } written)
        {
            Telemetry.RefreshedToken();
            Log.TokenRefreshed(logger, key);
            var isRevoked = RefreshDecisions.PlaceOf(form.Read(result.Before), grant.Consumed, grant.Lease) is GrantPlace.Revoked;
            return isRevoked ? throw new ReauthorizationRequiredException(key) : new SavedGrant(grant, written.UpdateTime.ToDateTimeOffset());
        }

        // A lost reply may have been of a write that did take place.
        if (result.Before.Document is { } document && form.Read(document) is var stored && TokenChanges.IsStored(stored, grant))
        {
            Telemetry.RefreshedToken();
            Log.TokenRefreshed(logger, key);
            return stored.IsRevoked ? throw new ReauthorizationRequiredException(key) : new SavedGrant(grant, document.UpdateTime.ToDateTimeOffset());
        }

        Telemetry.RecoveredRace();
        Log.GrantNotNeeded(logger, key);
        return null;
    }

    // The service has given a pair, and may have used up the one before: it is kept here, good for use, until it can be stored.
    private SavedGrant Keep(string key, UnsavedGrant grant, AgentStateException error)
    {
        Log.GrantUnsaved(logger, key, error);
        var isKnown = unsaved.TryGetValue(key, out var kept) && kept.Given == grant.Given;
        unsaved[key] = grant with { Known = null };
        return isKnown && !(grant.Given.ExpiresAt <= stack.Clock.Now)
            ? new SavedGrant(grant, StoredAt: null)
            : throw new TokenRefreshException(
                key,
                $"The grant '{key}' was refreshed, and the new one could not be stored. It is kept in this process, and stored at the next call for it, or at the end.",
                error);
    }

    private string OutcomeOf(DocumentSnapshot snapshot, UnsavedGrant grant) => RefreshDecisions.PlaceOf(form.Read(snapshot), grant.Consumed, grant.Lease) switch
    {
        GrantPlace.Unverified => "unverified",
        GrantPlace.Revoked => "revoked",
        _ => grant.Consumed is null ? "minted" : "refreshed",
    };
}
