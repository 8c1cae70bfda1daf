using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// One refresh of one key, on behalf of all who wait for it: reads, decides, and waits for the process that is at it already, or takes the lease and goes through with
/// it. No caller's token reaches in here.
/// </summary>
internal sealed class TokenRefresh(
    TokenReader reader, TokenSources sources, TokenJudge judge, LeasedRefresh leased, LeaseWait wait, GrantSaver saver, TokenCache cache, ILogger logger)
{
    // Who loses to another process finds that one's token; more rounds are for a grant that others keep changing.
    private const int MaxRounds = 5;

    /// <summary>Gets a fresh token by whatever it takes.</summary>
    /// <param name="run">For what.</param>
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
            switch (judge.Decide(run.Key, seen.Stored, run.Rejected))
            {
                case RefreshDecision.UseStored:
                    return cache.Keep(run, seen);

                case RefreshDecision.Wait:
                    (hasWaited, failureBefore) = (true, seen.Stored.Failure);
                    Log.LeaseAwaited(logger, run.Key, seen.Stored.Lease!.Epoch);
                    await wait.WaitAsync(seen.Snapshot, seen.Stored.Lease.Until).ConfigureAwait(false);
                    break;

                // Whom we have waited for has failed. The service need not hear from each of us that it does not answer.
                case RefreshDecision.Refresh or RefreshDecision.Mint when hasWaited && seen.Stored.Failure is { } failure && failure != failureBefore:
                    throw TokenErrors.FailedElsewhere(run.Key, failure, judge.Now);

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
                    throw TokenErrors.CoolingDown(run.Key, seen.Stored.Failure!, judge.Now);

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
        if (sources.StaticOf(run.Key)!() is not { Length: > 0 } token)
        {
            throw TokenErrors.NotFound(run.Key);
        }

        try
        {
            var secret = new Secret(token);
            return secret == run.Rejected ? throw TokenErrors.StaticRejected(run.Key) : new AccessToken { Key = run.Key, Secret = secret };
        }
        catch (ArgumentException error)
        {
            throw new TokenConfigurationException(run.Key, $"The static token for '{run.Key}' cannot be one. {error.Message}");
        }
    }
}
