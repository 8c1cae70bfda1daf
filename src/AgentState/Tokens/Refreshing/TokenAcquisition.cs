using AgentState.Internal.Diagnostics;
using AgentState.Internal.Tokens.Caching;
using AgentState.Internal.Tokens.Rules;
using AgentState.Internal.Tokens.Stored;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tokens.Refreshing;

/// <summary>Gets a fresh token of one key on behalf of all waiting callers.</summary>
/// <remarks>
/// It reads the grant, then uses it, waits for the process that refreshes it, or takes the lease and refreshes it. It is independent of the
/// callers' cancellation tokens.
/// </remarks>
internal sealed class TokenAcquisition(
    TokenReader reader,
    TokenPolicy policy,
    LeasedRefresh leased,
    LeaseWait wait,
    GrantSaver saver,
    TokenCache cache,
    ILogger logger)
{
    // A process that loses a race uses the winner's token; more rounds are needed only if the grant keeps changing.
    private const int MaxRounds = 5;

    /// <summary>Returns a fresh token.</summary>
    /// <param name="run">The key, and a rejected token if any.</param>
    public async Task<AccessToken> RunAsync(RefreshRun run)
    {
        if (await saver.SaveLeftAsync(run.Key).ConfigureAwait(false) is { } left && left.Grant.Given.AccessToken != run.Rejected)
        {
            return cache.Keep(run, left);
        }

        var (rounds, hasWaited, failureBefore) = (0, false, default(GrantFailure));
        while (rounds < MaxRounds)
        {
            var seen = await reader.ReadAsync(run.Key, CancellationToken.None).ConfigureAwait(false);
            switch (policy.Decide(run.Key, seen.Stored, run.Rejected))
            {
                case RefreshDecision.UseStored:
                    return cache.Keep(run, seen);

                case RefreshDecision.Wait:
                    (hasWaited, failureBefore) = (true, seen.Stored.Failure);
                    Log.LeaseAwaited(logger, run.Key, seen.Stored.Lease!.Epoch);
                    await wait.WaitAsync(seen.Snapshot, seen.Stored.Lease.ExpiresAt).ConfigureAwait(false);
                    break;

                // The process that held the lease has just failed: do not repeat its call for every waiting process.
                case RefreshDecision.Refresh or RefreshDecision.Mint
                    when hasWaited && seen.Stored.Failure is { } failure && failure != failureBefore:
                    throw TokenErrors.FailedElsewhere(run.Key, failure, policy.Now);

                case (RefreshDecision.Refresh or RefreshDecision.Mint) and var way:
                    rounds++;
                    if (await leased.RunAsync(run, seen, way is RefreshDecision.Mint).ConfigureAwait(false) is { } token)
                    {
                        return token;
                    }

                    break;

                case RefreshDecision.UseStatic:
                    return Static(run);

                case RefreshDecision.CoolDown:
                    throw TokenErrors.CoolingDown(run.Key, seen.Stored.Failure!, policy.Now);

                case RefreshDecision.Reauthorize:
                    throw new ReauthorizationRequiredException(run.Key);

                case RefreshDecision.Misconfigured:
                    throw TokenErrors.NoRefresher(run.Key);

                default:
                    throw TokenErrors.NotFound(run.Key);
            }
        }

        throw TokenErrors.TooManyRounds(run.Key);
    }

    private AccessToken Static(RefreshRun run)
    {
        if (policy.StaticTokenOf(run.Key) is not { Length: > 0 } token)
        {
            throw TokenErrors.NotFound(run.Key);
        }

        try
        {
            var secret = new SecretString(token);
            return secret == run.Rejected ? throw TokenErrors.StaticRejected(run.Key) : new AccessToken { Key = run.Key, Secret = secret };
        }
        catch (ArgumentException error)
        {
            throw new TokenConfigurationException(run.Key, $"The static token for '{run.Key}' is not valid. {error.Message}");
        }
    }
}
