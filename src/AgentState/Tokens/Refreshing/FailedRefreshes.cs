using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tokens.Rules;
using AgentState.Internal.Tokens.Stored;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tokens.Refreshing;

/// <summary>Completes refreshes that returned no grant: releases the lease and stores the failure for all processes.</summary>
internal sealed class FailedRefreshes(
    TokenOptions options,
    TokenPolicy policy,
    TokenReader reader,
    TokenWrites changes,
    TokenDocument form,
    TokenAudit audit,
    ILogger logger)
{
    /// <summary>Releases the lease when no service was called.</summary>
    public Task ReleaseAsync(HeldLease held) => EndAsync(held, changes.Release(held.Known, held.Name, held.Lease, static _ => null));

    /// <summary>Releases the lease and stores the failure.</summary>
    /// <remarks>If that fails, it is logged, and the lease expires.</remarks>
    /// <returns>False = another process changed the key, and the document must be read again.</returns>
    public async Task<bool> FailAsync(HeldLease held, Exception error)
    {
        var code = CodeOf(error);
        GrantFailure? recorded = null;
        var change = changes.Release(held.Known, held.Name, held.Lease, before => recorded = FailureOf(code, error, before));
        var audited = audit.With(change, TokenAudit.RefreshFailed, code, held.Lease, held.Consumed?.AccessToken);
        var isCurrent = await EndAsync(held, audited).ConfigureAwait(false);
        if (isCurrent && error is TokenRefreshException failed && recorded?.Until - policy.Now is { } pause && pause > TimeSpan.Zero)
        {
            failed.Pause(pause);
        }

        return isCurrent;
    }

    /// <summary>Marks a grant whose refresh token the service refused.</summary>
    /// <remarks>
    /// It is marked only if it is still the refused grant and the lease was not taken over. Otherwise another process may have used the
    /// refresh token and stored its pair.
    /// </remarks>
    public async Task RefuseAsync(HeldLease held)
    {
        var failure = new GrantFailure(GrantFailureCodes.InvalidGrant, policy.Now, Until: null);
        var change = changes.Refuse(held.Known, held.Name, held.Consumed!, held.Lease, failure);
        var audited = audit.With(
            change, TokenAudit.ReauthorizationNeeded, GrantFailureCodes.InvalidGrant, held.Lease, held.Consumed!.AccessToken);
        var result = await audit.WriteAsync(audited).ConfigureAwait(false);
        if (result.Written is not null)
        {
            Telemetry.NeededReauthorization();
            Log.GrantRefused(logger, held.Key);
            return;
        }

        if (form.Read(result.Before).Grant is { } grant && !RefreshRules.IsSame(grant, held.Consumed!))
        {
            Telemetry.RecoveredRace();
            Log.GrantNotNeeded(logger, held.Key);
        }

        await ReleaseAsync(held with { Known = null }).ConfigureAwait(false);
    }

    /// <summary>Whether the key is known to have changed since the lease was taken: another pair or another lease is stored.</summary>
    /// <remarks>A missing lease is not a sign of a change: the late completion of this refresh may have released it.</remarks>
    public async Task<bool> IsOvertakenAsync(HeldLease held)
    {
        try
        {
            var stored = (await reader.ReadAsync(held.Key, CancellationToken.None).ConfigureAwait(false)).Stored;
            return (stored.Lease is { } lease && !RefreshLeaseRules.IsCurrent(lease, held.Lease)) ||
                !IsUnchanged(stored.Grant, held.Consumed);
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
            var result = await audit.WriteAsync(change).ConfigureAwait(false);
            return result.IsOurs;
        }
        catch (AgentStateException error)
        {
            policy.Leave(held.Key, held.Lease);
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
        var now = policy.Now;
        switch (error)
        {
            case TokenRateLimitedException limited:
                return new GrantFailure(code, now, Earlier(limited.RetryAt, now + RefreshRules.LongestPause));
            case TokenConfigurationException:
                return new GrantFailure(code, now, now + options.ConfigurationPause);
            default:
                var count = before is { MayPass: true } ? before.Count + 1 : 1;
                return new GrantFailure(code, now, now + RefreshRules.PauseAfter(options.RetryPause, count), count);
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
