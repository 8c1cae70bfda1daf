namespace AgentState;

/// <summary>The rules by which a token is used, refreshed, minted, waited for or missed: functions of what is stored and registered. Pure.</summary>
internal static class RefreshDecisions
{
    /// <summary>No pause after a failure is longer, whatever a service says: its grant would be of no use till then, whatever is done.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    // A pause doubles with each failure in a row, up to this, or to the pause that is set where that is longer.
    private static readonly TimeSpan LongestGrownPause = TimeSpan.FromMinutes(5);

    // Of the skew, at random for each process and key: the first to find a token old refreshes it, and the rest find a new one.
    private const double JitteredPart = 0.2;

    /// <summary>
    /// What to do. A stored token that is fresh comes first, then what gets a new one, then a stored token that is good for a little while yet, then the static one.
    /// </summary>
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

    /// <summary>Until when a token outlives the skew; that is never more than half of what was left when the token was stored.</summary>
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

    /// <summary>The skew of one process for one key: between four fifths of it and the whole.</summary>
    /// <param name="skew">The skew that is set.</param>
    /// <param name="chance">Zero up to one, another one for each process and key.</param>
    public static TimeSpan Jittered(TimeSpan skew, double chance) => skew * (1 - (JitteredPart * chance));

    /// <summary>How long no process tries again after so many failures in a row.</summary>
    /// <param name="pause">The pause after the first.</param>
    /// <param name="count">How many.</param>
    public static TimeSpan PauseAfter(TimeSpan pause, int count)
    {
        var longest = pause > LongestGrownPause ? pause : LongestGrownPause;
        var grown = pause * Math.Pow(2, Math.Min(count - 1, 20));
        return grown < longest ? grown : longest;
    }

    /// <summary>Whether the token has run out altogether.</summary>
    public static bool HasEnded(TokenGrant grant, DateTimeOffset now) => grant.ExpiresAt is { } end && end <= now;

    /// <summary>Whether a stored token can be used: it has not run out, is of the shape that is asked for, and nobody has said that it is worth nothing.</summary>
    public static bool IsGood(StoredToken stored, TokenGrant grant, RefreshQuestion asked) =>
        grant.State is not TokenState.NeedsReauthorization && !HasEnded(grant, asked.Now) && grant.AccessToken != asked.Rejected &&
        (stored.Shape is null || asked.Shape is null || stored.Shape == asked.Shape);

    /// <summary>
    /// Whether a stored grant is still the one that was consumed: by its refresh token, which is what a refresh uses up, not by the version of its
    /// document; where it has none, by its access token.
    /// </summary>
    public static bool IsSame(TokenGrant stored, TokenGrant consumed) => consumed.RefreshToken is null
        ? stored.RefreshToken is null && stored.AccessToken == consumed.AccessToken
        : stored.RefreshToken == consumed.RefreshToken;

    /// <summary>What becomes of a pair that a service has issued.</summary>
    /// <param name="stored">What is stored now.</param>
    /// <param name="consumed">The grant that was used up for it; null = it was minted where there was none.</param>
    /// <param name="taken">The lease under which it was asked for.</param>
    public static GrantPlace PlaceOf(StoredToken stored, TokenGrant? consumed, RefreshLease taken)
    {
        var isCurrent = RefreshLeases.IsCurrent(stored.Lease, taken);
        var isExpected = (stored.Grant, consumed) switch
        {
            (null, null) => true,
            ({ } grant, { } old) when IsSame(grant, old) => true,

            // Somebody who came late has put a pair there under our lease. It was issued before ours, for the same refresh token.
            ({ State: TokenState.Unverified }, _) => isCurrent,
            _ => false,
        };
        return !isExpected ? GrantPlace.Nowhere
            : stored.IsRevoked ? GrantPlace.Revoked
            : isCurrent ? GrantPlace.Valid
            : GrantPlace.Unverified;
    }

    // What keeps from calling the service now; null = nothing.
    private static RefreshDecision? Obstacle(StoredToken stored, RefreshQuestion asked) =>
        IsCoolingDown(stored.Failure, asked.Now) ? RefreshDecision.CoolDown
        : RefreshLeases.IsHeld(stored.Lease, asked.Now) && stored.Lease!.Owner != asked.Left ? RefreshDecision.Wait
        : null;

    // An end that lies further ahead was not written by us, and is not waited for.
    private static bool IsCoolingDown(GrantFailure? failure, DateTimeOffset now) =>
        failure is { Until: { } until } && until > now && until - now <= LongestPause &&
        (failure.MayPass || failure.Code is GrantFailureCodes.RateLimited or GrantFailureCodes.Configuration);
}
