using AgentState.Internal.Tokens.Stored;

namespace AgentState.Internal.Tokens.Rules;

/// <summary>The rules for using, refreshing and minting tokens, based on the stored contents and the registrations. Pure.</summary>
internal static class RefreshRules
{
    /// <summary>The longest pause after a failure, whatever the service requests.</summary>
    /// <remarks>A longer pause would block the grant even after the cause was fixed.</remarks>
    public static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    // The pause doubles with each consecutive failure, up to this, or up to the configured pause if that is longer.
    private static readonly TimeSpan LongestGrownPause = TimeSpan.FromMinutes(5);

    // The random part of the skew per process and key: the first process refreshes, and the others find the new token.
    private const double JitteredPart = 0.2;

    /// <summary>Decides what to do.</summary>
    /// <remarks>
    /// The order is: a fresh stored token, then a refresh or mint, then a stored token that has not expired yet, then the static token.
    /// </remarks>
    public static RefreshDecision Of(StoredToken stored, RefreshQuestion asked)
    {
        var grant = stored.Grant;
        var isGood = grant is not null && IsGood(stored, grant, asked);
        if (isGood && asked.Now < FreshUntil(grant!.ExpiresAt, grant.UpdatedAt, asked.Skew))
        {
            return RefreshDecision.UseStored;
        }

        var canRefresh = grant is { RefreshToken: not null, State: not TokenState.NeedsReauthorization };
        if ((canRefresh && asked.HasRefresher) || asked.CanMint)
        {
            var next = canRefresh ? RefreshDecision.Refresh : RefreshDecision.Mint;
            return Obstacle(stored, asked) is not { } obstacle ? next : isGood ? RefreshDecision.UseStored : obstacle;
        }

        return isGood ? RefreshDecision.UseStored
            : asked.HasStatic ? RefreshDecision.UseStatic
            : grant is null ? RefreshDecision.NotFound
            : canRefresh ? RefreshDecision.Misconfigured
            : RefreshDecision.Reauthorize;
    }

    /// <summary>When a token enters the skew, which is at most half of its remaining lifetime when it was stored.</summary>
    public static DateTimeOffset FreshUntil(DateTimeOffset? expiresAt, DateTimeOffset storedAt, TimeSpan skew)
    {
        if (expiresAt is not { } end)
        {
            return DateTimeOffset.MaxValue;
        }

        var half = (end - storedAt) / 2;
        var margin = half < skew ? half : skew;
        return margin > TimeSpan.Zero ? end - margin : end;
    }

    /// <summary>The skew of one process for one key: 80 to 100 % of the configured one.</summary>
    /// <param name="skew">The configured skew.</param>
    /// <param name="chance">From zero to one, different for each process and key.</param>
    public static TimeSpan Jittered(TimeSpan skew, double chance) => skew * (1 - (JitteredPart * chance));

    /// <summary>The pause after a number of consecutive failures.</summary>
    /// <param name="pause">The pause after the first failure.</param>
    /// <param name="count">The number of failures.</param>
    public static TimeSpan PauseAfter(TimeSpan pause, int count)
    {
        var longest = pause > LongestGrownPause ? pause : LongestGrownPause;
        var grown = pause * Math.Pow(2, Math.Min(count - 1, 20));
        return grown < longest ? grown : longest;
    }

    /// <summary>Whether the token has expired.</summary>
    public static bool HasEnded(TokenGrant grant, DateTimeOffset now) => grant.ExpiresAt is { } end && end <= now;

    /// <summary>Whether a stored token is usable: not expired, refused or rejected, and with the requested fingerprint.</summary>
    public static bool IsGood(StoredToken stored, TokenGrant grant, RefreshQuestion asked) =>
        grant.State is not TokenState.NeedsReauthorization && !HasEnded(grant, asked.Now) && grant.AccessToken != asked.Rejected &&
        (stored.RequestFingerprint is null || asked.RequestFingerprint is null || stored.RequestFingerprint == asked.RequestFingerprint);

    /// <summary>Whether a stored grant is still the one that was consumed.</summary>
    /// <remarks>
    /// It compares the refresh tokens, because a refresh uses those up, and not the document versions. Without a refresh token it compares
    /// the access tokens.
    /// </remarks>
    public static bool IsSame(TokenGrant stored, TokenGrant consumed) => consumed.RefreshToken is null
        ? stored.RefreshToken is null && stored.AccessToken == consumed.AccessToken
        : stored.RefreshToken == consumed.RefreshToken;

    /// <summary>Decides how to store an issued pair.</summary>
    /// <param name="stored">The current stored contents.</param>
    /// <param name="consumed">The grant that was used for it; null = it was minted without one.</param>
    /// <param name="taken">The lease that it was requested under.</param>
    public static GrantDisposition DispositionOf(StoredToken stored, TokenGrant? consumed, RefreshLease taken)
    {
        var isCurrent = RefreshLeaseRules.IsCurrent(stored.Lease, taken);
        var isExpected = (stored.Grant, consumed) switch
        {
            (null, null) => true,
            ({ } grant, { } old) when IsSame(grant, old) => true,

            // A late process stored its pair during this lease. That pair was issued earlier, for the same refresh token.
            ({ State: TokenState.Unverified }, _) => isCurrent,
            _ => false,
        };
        return !isExpected ? GrantDisposition.Nowhere
            : stored.IsRevoked ? GrantDisposition.Revoked
            : isCurrent ? GrantDisposition.Valid
            : GrantDisposition.Unverified;
    }

    // Why the service must not be called now; null = it may be called.
    private static RefreshDecision? Obstacle(StoredToken stored, RefreshQuestion asked) =>
        IsCoolingDown(stored.Failure, asked.Now) ? RefreshDecision.CoolDown
        : RefreshLeaseRules.IsHeld(stored.Lease, asked.Now) && stored.Lease!.Owner != asked.Left ? RefreshDecision.Wait
        : null;

    // A pause beyond the limit was not written by this library and is ignored.
    private static bool IsCoolingDown(GrantFailure? failure, DateTimeOffset now) =>
        failure is { Until: { } until } && until > now && until - now <= LongestPause &&
        (failure.MayPass || failure.Code is GrantFailureCodes.RateLimited or GrantFailureCodes.Configuration);
}
