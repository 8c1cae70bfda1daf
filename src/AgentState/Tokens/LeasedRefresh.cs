using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>Refreshes a grant under the lease: takes the lease, calls the refresher, and stores the result or the failure.</summary>
/// <remarks>No database operation is in progress while the service is called.</remarks>
internal sealed class LeasedRefresh(
    DocumentStack stack,
    TokenOptions options,
    RefresherCall call,
    TokenPolicy policy,
    TokenWrites changes,
    GrantSaver saver,
    FailedRefreshes ends,
    TokenCache cache,
    ILogger logger)
{
    private readonly ConcurrentDictionary<Task, bool> late = new();

    /// <summary>
    /// Timed-out refreshes that may still return a grant; each task completes when that grant is stored or kept in memory.
    /// </summary>
    public IReadOnlyCollection<Task> Late => [.. late.Keys];

    /// <summary>Runs the refresh.</summary>
    /// <param name="run">The key, and a rejected token if any.</param>
    /// <param name="seen">The document that the decision was based on.</param>
    /// <param name="mint">Whether to mint instead of using the refresh token.</param>
    /// <returns>The token; null = the document must be read again.</returns>
    public async Task<AccessToken?> RunAsync(RefreshRun run, SeenToken seen, bool mint)
    {
        var lease = RefreshLeaseStore.Next(seen.Stored.Lease, DocumentIds.New(), stack.Clock.Now, options);
        if (await TakeAsync(run.Key, seen, lease).ConfigureAwait(false) is not { } held)
        {
            return null;
        }

        // After a slow reply or a suspension too little of the lease may be left: release it and start over.
        if (!RefreshLeaseStore.MaySend(lease, seen.Latest(stack), options))
        {
            await ends.ReleaseAsync(held).ConfigureAwait(false);
            return null;
        }

        var isLate = false;
        NewGrant given;
        try
        {
            given = await call.AskAsync(run.Key, held.Consumed, mint, asked =>
            {
                isLate = true;
                return TrackAsync(EndLateAsync(held, asked));
            }).ConfigureAwait(false);
        }
        catch (ReauthorizationRequiredException) when (held.Consumed is not null)
        {
            await ends.RefuseAsync(held).ConfigureAwait(false);
            return null;
        }
        catch (AgentStateException error)
        {
            var isCurrent = isLate
                ? !await ends.IsOvertakenAsync(held).ConfigureAwait(false)
                : await ends.FailAsync(held, error).ConfigureAwait(false);
            if (policy.IsGood(run.Key, seen.Stored, run.Rejected))
            {
                // The token has not expired yet: the skew exists for this case.
                Log.RefreshFailedEarly(logger, run.Key, error);
                return AccessToken.Of(run.Key, seen.Stored.Grant!);
            }

            if (!isCurrent)
            {
                return null;
            }

            throw;
        }

        return await SaveAsync(held, given).ConfigureAwait(false) is { } saved ? cache.Keep(run, saved) : null;
    }

    // A grant that another process stored stays; release the lease so that no process waits for it.
    private async Task<SavedGrant?> SaveAsync(HeldLease held, NewGrant given)
    {
        var saved = await saver.SaveAsync(held.With(given)).ConfigureAwait(false);
        if (saved is null)
        {
            await ends.ReleaseAsync(held with { Known = null }).ConfigureAwait(false);
        }

        return saved;
    }

    private async Task<HeldLease?> TakeAsync(string key, SeenToken seen, RefreshLease lease)
    {
        ChangeResult? taken;
        try
        {
            taken = await stack.Writer
                .TryWriteAsync(changes.TakeLease(seen.Snapshot, lease), seen.Snapshot, CancellationToken.None).ConfigureAwait(false);
        }
        catch (AgentStateException)
        {
            // The write may have succeeded. This process does not use that lease, and must not wait for it.
            policy.Leave(key, lease);
            throw;
        }

        if (taken is null)
        {
            Log.LeaseLost(logger, key);
            return null;
        }

        if (seen.Stored.Lease is { } before)
        {
            Telemetry.TookLeaseOver();
            Log.LeaseTakenOver(logger, key, before.Epoch, lease.Epoch);
        }

        var known = TokenDocument.Leased(seen.Snapshot, lease, taken);
        return new HeldLease(key, seen.Snapshot.Name, known, lease, seen.Stored.Grant, policy.FingerprintOf(key));
    }

    private async Task TrackAsync(Task ending)
    {
        late.TryAdd(ending, true);
        await ending.ConfigureAwait(false);
        late.TryRemove(ending, out _);
    }

    // The timed-out call may have used up the refresh token: its result must not be lost.
    private async Task EndLateAsync(HeldLease held, Task<NewGrant> asked)
    {
        try
        {
            try
            {
                await SaveAsync(held, await asked.ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch (ReauthorizationRequiredException) when (held.Consumed is not null && asked.IsFaulted)
            {
                await ends.RefuseAsync(held).ConfigureAwait(false);
            }
            catch (Exception error) when (!asked.IsCompletedSuccessfully)
            {
                Log.LateRefreshFailed(logger, held.Key, error.GetType().FullName);
                await ends.FailAsync(held, error).ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            // No caller waits for this task. Only the type is logged: a refresher's message may quote a secret.
            Log.LateRefreshFailed(logger, held.Key, error.GetType().FullName);
        }
    }
}
