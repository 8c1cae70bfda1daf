using System.Collections.Concurrent;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Tokens.Caching;
using AgentState.Internal.Tokens.Rules;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tokens.Refreshing;

/// <summary>Refreshes a grant under the lease: takes the lease, calls the refresher, and stores the result or the failure.</summary>
/// <remarks>No database operation is in progress while the service is called.</remarks>
internal sealed class LeasedRefresh(
    LeaseTaker leases,
    RefresherCall call,
    TokenPolicy policy,
    GrantSaver saver,
    FailedRefreshes failures,
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
        if (await leases.TakeAsync(run.Key, seen).ConfigureAwait(false) is not { } held)
        {
            return null;
        }

        // After a slow reply or a suspension too little of the lease may be left: release it and start over.
        if (!leases.MaySend(held, seen))
        {
            await failures.ReleaseAsync(held).ConfigureAwait(false);
            return null;
        }

        RefresherReply reply;
        try
        {
            reply = await call.AskAsync(run.Key, held.Consumed, mint).ConfigureAwait(false);
        }
        catch (ReauthorizationRequiredException) when (held.Consumed is not null)
        {
            await failures.RefuseAsync(held).ConfigureAwait(false);
            return null;
        }
        catch (AgentStateException error)
        {
            var isCurrent = await failures.FailAsync(held, error).ConfigureAwait(false);
            if (UsableToken(run, seen, error) is { } token)
            {
                return token;
            }

            if (!isCurrent)
            {
                return null;
            }

            throw;
        }

        if (reply.Late is { } lateReply)
        {
            return await TimeOutAsync(run, seen, held, lateReply).ConfigureAwait(false);
        }

        return await SaveAsync(held, reply.Grant!).ConfigureAwait(false) is { } saved ? cache.Keep(run, saved) : null;
    }

    // The lease stays held: the late reply releases it, so that no process calls the service before.
    private async Task<AccessToken?> TimeOutAsync(RefreshRun run, SeenToken seen, HeldLease held, LateReply reply)
    {
        _ = TrackAsync(EndLateAsync(held, reply.Grant));
        var isOvertaken = await failures.IsOvertakenAsync(held).ConfigureAwait(false);
        if (UsableToken(run, seen, reply.Timeout) is { } token)
        {
            return token;
        }

        return isOvertaken ? null : throw reply.Timeout;
    }

    // A token that has not expired yet: the skew exists for this case.
    private AccessToken? UsableToken(RefreshRun run, SeenToken seen, AgentStateException error)
    {
        if (!policy.IsGood(run.Key, seen.Stored, run.Rejected))
        {
            return null;
        }

        Log.RefreshFailedEarly(logger, run.Key, error);
        return AccessToken.Of(run.Key, seen.Stored.Grant!);
    }

    // A grant that another process stored stays; release the lease so that no process waits for it.
    private async Task<SavedGrant?> SaveAsync(HeldLease held, NewGrant given)
    {
        var saved = await saver.SaveAsync(held.With(given)).ConfigureAwait(false);
        if (saved is null)
        {
            await failures.ReleaseAsync(held with { Known = null }).ConfigureAwait(false);
        }

        return saved;
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
                await failures.RefuseAsync(held).ConfigureAwait(false);
            }
            catch (Exception error) when (!asked.IsCompletedSuccessfully)
            {
                Log.LateRefreshFailed(logger, held.Key, error.GetType().FullName);
                await failures.FailAsync(held, error).ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            // No caller waits for this task. Only the type is logged: a refresher's message may quote a secret.
            Log.LateRefreshFailed(logger, held.Key, error.GetType().FullName);
        }
    }
}
