using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>How a refresh ends that brought nothing: its lease is given back, with what went wrong, for all processes to see.</summary>
internal sealed class RefreshEnds(
    DocumentStack stack, TokenOptions options, TokenJudge judge, TokenReader reader, TokenChanges changes, TokenDocument form, TokenAudit audit, ILogger logger)
{
    /// <summary>Gives the lease back: nobody was called.</summary>
    public Task ReleaseAsync(HeldLease held) => EndAsync(held, changes.Release(held.Known, held.Name, held.Lease, static _ => null));

    /// <summary>Gives the lease back, and tells of the failure. That it cannot be told is logged: the lease runs out by itself.</summary>
    /// <returns>False where somebody else has decided about the key meanwhile, and what is stored now has to be looked at.</returns>
    public async Task<bool> FailAsync(HeldLease held, Exception error)
    {
        var code = CodeOf(error);
        GrantFailure? told = null;
        var change = changes.Release(held.Known, held.Name, held.Lease, before => told = FailureOf(code, error, before));
        var isCurrent = await EndAsync(held, audit.With(change, TokenAudit.RefreshFailed, code, held.Lease, held.Consumed?.AccessToken)).ConfigureAwait(false);
        if (isCurrent && error is TokenRefreshException failed && told?.Until - stack.Clock.Now is { } pause && pause > TimeSpan.Zero)
        {
            failed.Pause(pause);
        }

        return isCurrent;
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

    /// <summary>
    /// Whether somebody else has decided about the key since the lease was taken, as far as can be told: there is another pair, or another
    /// lease. That no lease is left tells nothing: this one may have been given back by its own end, which came late.
    /// </summary>
    public async Task<bool> IsOvertakenAsync(HeldLease held)
    {
        try
        {
            var stored = (await reader.ReadAsync(held.Key, CancellationToken.None).ConfigureAwait(false)).Stored;
            return (stored.Lease is { } lease && !RefreshLeases.IsCurrent(lease, held.Lease)) || !IsUnchanged(stored.Grant, held.Consumed);
        }
        catch (StateUnavailableException)
        {
            return false;
        }
    }

    private static bool IsUnchanged(TokenGrant? stored, TokenGrant? consumed) =>
        stored?.AccessToken == consumed?.AccessToken && stored?.RefreshToken == consumed?.RefreshToken && stored?.State == consumed?.State;

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

    private static string CodeOf(Exception error) => error switch
    {
        TokenRateLimitedException => GrantFailureCodes.RateLimited,
        TokenConfigurationException => GrantFailureCodes.Configuration,
        TokenRefreshException failed => failed.Code,
        _ => GrantFailureCodes.Transient,
    };

    private GrantFailure FailureOf(string code, Exception error, GrantFailure? before)
    {
        var now = stack.Clock.Now;
        switch (error)
        {
            case TokenRateLimitedException limited:
                return new GrantFailure(code, now, Earlier(limited.RetryAt, now + RefreshDecisions.LongestPause));
            case TokenConfigurationException:
                return new GrantFailure(code, now, now + options.ConfigurationPause);
            default:
                var count = before is { MayPass: true } ? before.Count + 1 : 1;
                return new GrantFailure(code, now, now + RefreshDecisions.PauseAfter(options.RetryPause, count), count);
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
