using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// A refresh under the lease: takes it, asks the refresher, and stores what it returns before anybody sees it, or what went wrong. The service is never called while
/// the database is kept waiting.
/// </summary>
internal sealed class LeasedRefresh(
    DocumentStack stack, TokenOptions options, RefresherCall call, TokenJudge judge, TokenChanges changes, GrantSaver saver, RefreshEnds ends, TokenCache cache, ILogger logger)
{
    private readonly ConcurrentDictionary<Task, bool> late = new();

    /// <summary>Those that were given up, and may bring something yet; each ends when what it brings is stored, or kept.</summary>
    public IReadOnlyCollection<Task> Late => [.. late.Keys];

    /// <summary>Goes through with it.</summary>
    /// <param name="run">For what.</param>
    /// <param name="seen">What was read, and decided by.</param>
    /// <param name="mint">Whether to do without the refresh token.</param>
    /// <returns>The token; null: what is stored now has to be looked at.</returns>
    public async Task<AccessToken?> RunAsync(RefreshRun run, SeenToken seen, bool mint)
    {
        var lease = RefreshLeases.Next(seen.Stored.Lease, DocumentIds.New(), stack.Clock.Now, options);
        if (await TakeAsync(run.Key, seen, lease).ConfigureAwait(false) is not { } held)
        {
            return null;
        }

        // A reply that was long under way, or a process that was stopped: it is somebody else's turn, or ours from the start.
        if (!RefreshLeases.MaySend(lease, seen.Latest(stack), options))
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
            if (judge.IsGood(run.Key, seen.Stored, run.Rejected))
            {
                // It is good for a little while yet; that is what the skew is for.
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

    // What somebody else has put there meanwhile stands, and nobody need wait for a lease that may have been left beside it.
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
            taken = await stack.Writer.TryWriteAsync(changes.TakeLease(seen.Snapshot, lease), seen.Snapshot, CancellationToken.None).ConfigureAwait(false);
        }
        catch (AgentStateException)
        {
            // It may be ours all the same; nobody uses it.
            judge.Leave(key, lease);
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

        return new HeldLease(key, seen.Snapshot.Name, TokenDocument.Leased(seen.Snapshot, lease, taken), lease, seen.Stored.Grant, judge.ShapeOf(key));
    }

    private async Task TrackAsync(Task ending)
    {
        late.TryAdd(ending, true);
        await ending.ConfigureAwait(false);
        late.TryRemove(ending, out _);
    }

    // It was given up, and yet it may have used up the refresh token: what it returns in the end is not to be lost.
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
            // Nobody waits for this any more; an exception of the refresher may quote a secret.
            Log.LateRefreshFailed(logger, held.Key, error.GetType().FullName);
        }
    }
}
