using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>How a refresh ends that brought nothing: its lease is given back, with what went wrong, for all processes to see.</summary>
internal sealed class RefreshEnds(
    DocumentStack stack, TokenOptions options, TokenJudge judge, TokenReader reader, TokenChanges changes, TokenDocument form, TokenAudit audit, ILogger logger)
{
    // A service that says to come back in a year is not believed: its grant would be of no use till then, whatever somebody does.
    private static readonly TimeSpan LongestRateLimit = TimeSpan.FromDays(1);

    /// <summary>Gives the lease back: nobody was called.</summary>
    public Task ReleaseAsync(HeldLease held) => EndAsync(held, changes.Release(held.Known, held.Name, held.Lease, failure: null));

    /// <summary>Gives the lease back, and tells of the failure. That it cannot be told is logged: the lease runs out by itself.</summary>
    /// <returns>False where somebody else has decided about the key meanwhile, and what is stored now has to be looked at.</returns>
    public Task<bool> FailAsync(HeldLease held, Exception error)
    {
        var failure = FailureOf(error);
        var change = changes.Release(held.Known, held.Name, held.Lease, failure);
        return EndAsync(held, audit.With(change, TokenAudit.RefreshFailed, failure.Code, held.Lease, held.Consumed?.AccessToken));
    }

    /// <summary>
    /// The service refuses the refresh token. Marks the grant, if it is still the one that was refused and nobody has taken the lease over: another process may have used it up, and stored its
    /// pair by now.
    /// </summary>
    public async Task RefuseAsync(HeldLease held)
    {
        var change = changes.Refuse(held.Known, held.Name, held.Consumed!, held.Lease, new GrantFailure(GrantFailureCodes.InvalidGrant, stack.Clock.Now, Until: null));
        var result = await audit.WriteAsync(
            stack.Writer, audit.With(change, TokenAudit.ReauthorizationNeeded, GrantFailureCodes.InvalidGrant, held.Lease, held.Consumed!.AccessToken)).ConfigureAwait(false);
        if (result.Written is not null)
        {
            Telemetry.NeededReauthorization();
            Log.GrantRefused(logger, held.Key);
            return;
        }

        if (form.Read(result.Before).Grant is { } grant && !RefreshDecisions.IsSame(grant, held.Consumed!))
        {
            Telemetry.RecoveredRace();
            Log.GrantNotNeeded(logger, held.Key);
        }

        await ReleaseAsync(held with { Known = null }).ConfigureAwait(false);
    }

    /// <summary>Whether the lease is still the one that was taken, as far as can be told.</summary>
    public async Task<bool> IsCurrentAsync(HeldLease held)
    {
        try
        {
            var seen = await reader.ReadAsync(held.Key, CancellationToken.None).ConfigureAwait(false);
            return RefreshLeases.IsCurrent(seen.Stored.Lease, held.Lease);
        }
        catch (StateUnavailableException)
        {
            return true;
        }
    }

    private async Task<bool> EndAsync(HeldLease held, StateChange change)
    {
        try
        {
            var result = await audit.WriteAsync(stack.Writer, change).ConfigureAwait(false);
            return result.IsOurs;
        }
        catch (AgentStateException error)
        {
            judge.Leave(held.Key, held.Lease);
            Log.LeaseLeft(logger, held.Key, error);
            return true;
        }
    }

    private GrantFailure FailureOf(Exception error)
    {
        var now = stack.Clock.Now;
        return error switch
        {
            TokenRateLimitedException limited => new GrantFailure(GrantFailureCodes.RateLimited, now, Earlier(limited.RetryAt, now + LongestRateLimit)),
            TokenConfigurationException => new GrantFailure(GrantFailureCodes.Configuration, now, now + options.ConfigurationPause),
            _ => new GrantFailure(GrantFailureCodes.Transient, now, now + options.RetryPause),
        };
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
