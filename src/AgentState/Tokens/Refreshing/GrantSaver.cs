using System.Collections.Concurrent;
using AgentState.Internal.Data;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tokens.Rules;
using AgentState.Internal.Tokens.Stored;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tokens.Refreshing;

/// <summary>Stores issued grants, and keeps a grant that could not be stored until it can.</summary>
/// <remarks>A service accepts a refresh token only once, so an issued pair must not be lost.</remarks>
internal sealed class GrantSaver(ServerClock clock, TokenWrites changes, TokenDocument form, TokenAudit audit, ILogger logger)
{
    private readonly ConcurrentDictionary<string, UnsavedGrant> unsaved = new();

    /// <summary>Discards a pending grant, because the key was saved or deleted.</summary>
    public void Forget(string key) => unsaved.TryRemove(key, out _);

    /// <summary>Stores a new grant if the consumed grant is still the stored one.</summary>
    /// <returns>The stored grant; null = another process was first, and the document must be read again.</returns>
    /// <exception cref="TokenRefreshException">The grant could not be stored, and is kept in memory.</exception>
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

    /// <summary>Tries again to store a pending grant.</summary>
    /// <returns>
    /// The grant, which is usable even if it could not be stored again; null = none is pending, or another process was first.
    /// </returns>
    public async Task<SavedGrant?> SaveLeftAsync(string key) =>
        unsaved.TryGetValue(key, out var grant) ? await SaveAsync(grant).ConfigureAwait(false) : null;

    /// <summary>Tries again to store each pending grant.</summary>
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
        audit.With(
            changes.SaveRefreshed(grant),
            TokenAudit.Refreshed,
            snapshot => OutcomeOf(snapshot, grant),
            grant.Lease,
            grant.Given.AccessToken),
        cancellationToken);

    private SavedGrant? Saved(string key, UnsavedGrant grant, ChangeResult result)
    {
        if (result.Written is { } written)
        {
            Telemetry.RefreshedToken();
            Log.TokenRefreshed(logger, key);
            var isRevoked = RefreshRules.DispositionOf(form.Read(result.Before), grant.Consumed, grant.Lease) is GrantDisposition.Revoked;
            return isRevoked
                ? throw new ReauthorizationRequiredException(key)
                : new SavedGrant(grant, written.UpdateTime.ToDateTimeOffset());
        }

        // The reply of a write that succeeded may have been lost.
        if (result.Before.Document is { } document && form.Read(document) is var stored && TokenWrites.IsStored(stored, grant))
        {
            Telemetry.RefreshedToken();
            Log.TokenRefreshed(logger, key);
            return stored.IsRevoked
                ? throw new ReauthorizationRequiredException(key)
                : new SavedGrant(grant, document.UpdateTime.ToDateTimeOffset());
        }

        Telemetry.RecoveredRace();
        Log.GrantNotNeeded(logger, key);
        return null;
    }

    // The service may have invalidated the previous pair: the new one is kept in memory, usable, until it is stored.
    private SavedGrant Keep(string key, UnsavedGrant grant, AgentStateException error)
    {
        Log.GrantUnsaved(logger, key, error);
        var isKnown = unsaved.TryGetValue(key, out var kept) && kept.Given == grant.Given;
        unsaved[key] = grant with { Known = null };
        return isKnown && !(grant.Given.ExpiresAt <= clock.Now)
            ? new SavedGrant(grant, StoredAt: null)
            : throw new TokenRefreshException(
                key,
                $"The grant '{key}' was refreshed, but the new grant could not be stored. " +
                "This process keeps it, and tries to store it again on the next call or at shutdown. Call again later.",
                error);
    }

    private string OutcomeOf(DocumentSnapshot snapshot, UnsavedGrant grant) =>
        RefreshRules.DispositionOf(form.Read(snapshot), grant.Consumed, grant.Lease) switch
        {
            GrantDisposition.Unverified => "unverified",
            GrantDisposition.Revoked => "revoked",
            _ => grant.Consumed is null ? "minted" : "refreshed",
        };
}
