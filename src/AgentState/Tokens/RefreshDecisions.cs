namespace AgentState;

/// <summary>The rules by which a token is used, refreshed, minted or missed: functions of what is stored and registered. Pure.</summary>
internal static class RefreshDecisions
{
    /// <summary>What to do. What is stored and good comes first, then what gets a new one, then the static token.</summary>
    public static RefreshDecision Of(TokenGrant? stored, DateTimeOffset now, TimeSpan skew, bool hasRefresher, bool canMint, bool hasStatic) => stored switch
    {
        { } grant when IsFresh(grant, now, skew) => RefreshDecision.UseStored,
        { RefreshToken: not null, State: not TokenState.NeedsReauthorization } when hasRefresher => RefreshDecision.Refresh,
        _ when canMint => RefreshDecision.Mint,
        _ when hasStatic => RefreshDecision.UseStatic,
        null => RefreshDecision.NotFound,
        { RefreshToken: not null, State: not TokenState.NeedsReauthorization } => RefreshDecision.Misconfigured,
        _ => RefreshDecision.Reauthorize,
    };

    /// <summary>Whether the token outlives the skew; that is never more than half of what was left when the token was stored.</summary>
    public static bool IsFresh(TokenGrant grant, DateTimeOffset now, TimeSpan skew)
    {
        if (grant.ExpiresAt is not { } end)
        {
            return true;
        }

        var half = (end - grant.UpdatedAt) / 2;
        return end - now > (half < skew ? half : skew) && !HasEnded(grant, now);
    }

    /// <summary>Whether the token has run out altogether.</summary>
    public static bool HasEnded(TokenGrant grant, DateTimeOffset now) => grant.ExpiresAt is { } end && end <= now;

    /// <summary>
    /// Whether a stored grant is still the one that was consumed: by its refresh token, which is what a refresh uses up, not by the version of its
    /// document; where it has none, by its access token.
    /// </summary>
    public static bool IsSame(TokenGrant stored, TokenGrant consumed) => consumed.RefreshToken is null
        ? stored.RefreshToken is null && stored.AccessToken == consumed.AccessToken
        : stored.RefreshToken == consumed.RefreshToken;
}
