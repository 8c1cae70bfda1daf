using AgentState.Internal.Diagnostics;
using AgentState.Internal.Tokens.Caching;
using AgentState.Internal.Tokens.Rules;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tokens.Refreshing;

/// <summary>The refreshes in progress: one per key serves all callers of this process.</summary>
internal sealed class SharedRefreshes(TokenAcquisition acquisition, LeasedRefresh leased, TokenCache cache, ILogger logger)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, InFlightRefresh> inFlight = [];

    /// <summary>Joins the refresh of a key, or starts one; cancelling one caller does not cancel it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="rejected">A token that the service rejected, if a refresh is started; null = none.</param>
    public InFlightRefresh Join(string key, SecretString? rejected)
    {
        lock (gate)
        {
            if (!inFlight.TryGetValue(key, out var running))
            {
                running = new InFlightRefresh(rejected);
                inFlight.Add(key, running);
                running.Completion = Task.Run(() => RunAsync(key, running));
            }

            return running;
        }
    }

    /// <summary>Lets the next caller start another refresh, because the grant has changed.</summary>
    public void Forget(string key)
    {
        lock (gate)
        {
            inFlight.Remove(key);
        }
    }

    /// <summary>Waits for all refreshes, and for timed-out ones, which may still return a grant that must be stored.</summary>
    public async Task FinishAllAsync(CancellationToken cancellationToken)
    {
        Task[] completions;
        lock (gate)
        {
            completions = [.. inFlight.Values.Select(running => running.Completion)];
        }

        // The callers handle the outcomes.
        await Task.WhenAll(completions).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var late = leased.Late;
        await Task.WhenAll(late).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (completions.Concat(late).Count(refresh => !refresh.IsCompleted) is > 0 and var left)
        {
            Log.RefreshesLeft(logger, left);
        }
    }

    private async Task<AccessToken> RunAsync(string key, InFlightRefresh running)
    {
        try
        {
            return await acquisition.RunAsync(new RefreshRun(key, running.Rejected, cache.Begin())).ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
            {
                if (inFlight.TryGetValue(key, out var current) && current == running)
                {
                    inFlight.Remove(key);
                }
            }
        }
    }
}
