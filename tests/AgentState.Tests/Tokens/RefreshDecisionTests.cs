namespace AgentState.Tests;

public sealed class RefreshDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    // Minutes: stored that long ago, left from now.
    [Theory, Trait("Promise", "K11")]
    [InlineData(60, 6, true)]
    [InlineData(60, 5, false)]
    [InlineData(60, -1, false)]
    [InlineData(1, 3, true)] // it had 4 when it was stored: half of that is less than the skew
    [InlineData(2, 2, false)]
    [InlineData(0, 1, true)]
    [InlineData(-1, 0, false)] // stored with an end in its past
    public void AToken_IsFresh_WhileItOutlivesTheSkew_ButNeverMoreThanHalfOfItsTime(int storedAgo, int left, bool isFresh) =>
        (Decide(Grant(left, storedAgo)) is RefreshDecision.UseStored).Should().Be(isFresh);

    [Fact, Trait("Promise", "K11")]
    public void ATokenWithoutAnEnd_IsFresh() => Decide(Grant(left: null)).Should().Be(RefreshDecision.UseStored);

    [Theory, Trait("Promise", "K15"), Trait("Promise", "K38")]
    [InlineData("fresh", "all", RefreshDecision.UseStored)]
    [InlineData("ended", "all", RefreshDecision.Refresh)]
    [InlineData("ended", "refresher", RefreshDecision.Refresh)]
    [InlineData("ended", "static", RefreshDecision.UseStatic)]
    [InlineData("ended", "nothing", RefreshDecision.Misconfigured)]
    [InlineData("refused", "refresher", RefreshDecision.Reauthorize)]
    [InlineData("refused", "all", RefreshDecision.Mint)]
    [InlineData("refused", "nothing", RefreshDecision.Reauthorize)]
    [InlineData("bare", "refresher", RefreshDecision.Reauthorize)]
    [InlineData("bare", "nothing", RefreshDecision.Reauthorize)]
    [InlineData("bare", "static", RefreshDecision.UseStatic)]
    [InlineData("bare", "all", RefreshDecision.Mint)]
    [InlineData("none", "all", RefreshDecision.Mint)]
    [InlineData("none", "refresher", RefreshDecision.NotFound)]
    [InlineData("none", "static", RefreshDecision.UseStatic)]
    [InlineData("none", "nothing", RefreshDecision.NotFound)]
    [InlineData("old", "refresher", RefreshDecision.Refresh)]
    [InlineData("old", "static", RefreshDecision.UseStored)] // within the skew, and nobody to get a new one
    [InlineData("old", "nothing", RefreshDecision.UseStored)]
    [InlineData("fresh, refused", "refresher", RefreshDecision.Reauthorize)]
    public void WhatIsDone_GoesByWhatIsStoredAndRegistered(string stored, string registered, object expected)
    {
        var grant = stored switch
        {
            "fresh" => Grant(60),
            "ended" => Grant(-60),
            "refused" => Grant(-60) with { State = TokenState.NeedsReauthorization },
            "old" => Grant(2),
            "fresh, refused" => Grant(60) with { State = TokenState.NeedsReauthorization },
            "bare" => Grant(-60) with { RefreshToken = null },
            _ => null,
        };

        RefreshDecisions.Of(new StoredToken { Grant = grant }, Asked with { HasRefresher = registered is "all" or "refresher", CanMint = registered is "all", HasStatic = registered is "all" or "static" })
            .Should().Be((RefreshDecision)expected);
    }

    [Fact, Trait("Promise", "K4")]
    public void AGrant_IsTheOneThatWasConsumed_ByItsRefreshToken()
    {
        var grant = Grant(1);

        RefreshDecisions.IsSame(grant with { AccessToken = new Secret("other") }, grant).Should().BeTrue();
        RefreshDecisions.IsSame(grant with { RefreshToken = new Secret("other") }, grant).Should().BeFalse();
        RefreshDecisions.IsSame(grant with { RefreshToken = null }, grant).Should().BeFalse();
        var bare = grant with { RefreshToken = null };
        RefreshDecisions.IsSame(bare with { AccessToken = new Secret("other") }, bare).Should().BeFalse();
        RefreshDecisions.IsSame(bare, bare).Should().BeTrue();
    }

    [Theory]
    [InlineData("github", "service")]
    [InlineData("github:user", "user")]
    [InlineData("github:user:42", "42")]
    [InlineData("github:user:43", "user")]
    [InlineData("github:team:1", "service")]
    [InlineData("githubber", null)]
    public void ASource_ServesItsServiceAndWhatIsBelow_UnlessACloserOneIsThere(string key, string? expected)
    {
        var sources = new TokenSources();
        sources.AddStatic("github", () => "overwritten");
        sources.AddStatic("github", () => "service");
        sources.AddStatic("github:user", () => "user");
        sources.AddStatic("github:user:42", () => "42");

        sources.StaticOf(key)?.Invoke().Should().Be(expected);
    }

    [Theory, Trait("Promise", "K3"), Trait("Promise", "K13"), Trait("Promise", "K16"), Trait("Promise", "K12")]
    [InlineData("ended", "held", RefreshDecision.Wait)]
    [InlineData("old", "held", RefreshDecision.UseStored)]
    [InlineData("fresh", "held", RefreshDecision.UseStored)]
    [InlineData("rejected", "held", RefreshDecision.Wait)]
    [InlineData("none", "held", RefreshDecision.Wait)]
    [InlineData("ended", "run out", RefreshDecision.Refresh)]
    [InlineData("ended", "absurd", RefreshDecision.Refresh)]
    [InlineData("ended", "left", RefreshDecision.Refresh)]
    [InlineData("rejected", "nothing", RefreshDecision.Refresh)]
    [InlineData("of another shape", "nothing", RefreshDecision.Refresh)]
    [InlineData("ended", "limited", RefreshDecision.CoolDown)]
    [InlineData("old", "limited", RefreshDecision.UseStored)]
    [InlineData("ended", "configuration", RefreshDecision.CoolDown)]
    [InlineData("old", "transient", RefreshDecision.UseStored)]
    [InlineData("ended", "transient", RefreshDecision.CoolDown)]
    [InlineData("ended", "not_renewed", RefreshDecision.CoolDown)]
    [InlineData("ended", "beyond reason", RefreshDecision.Refresh)]
    [InlineData("ended", "limited before", RefreshDecision.Refresh)]
    public void WhatOthersDo_AndWhatHasFailed_KeepsFromCalling(string grant, string mark, object expected)
    {
        var stored = new StoredToken
        {
            Grant = grant switch
            {
                "ended" => Grant(-60),
                "old" => Grant(2),
                "none" => null,
                _ => Grant(60),
            },
            Shape = grant is "of another shape" ? "read" : null,
            Lease = mark switch
            {
                "held" or "left" => new RefreshLease("other", 1, Now.AddSeconds(1)),
                "run out" => new RefreshLease("other", 1, Now),
                "absurd" => new RefreshLease("other", 1, Now.AddYears(1)),
                _ => null,
            },
            Failure = mark switch
            {
                "limited" => new GrantFailure("rate_limited", Now, Now.AddSeconds(1)),
                "limited before" => new GrantFailure("rate_limited", Now, Now),
                "beyond reason" => new GrantFailure("configuration", Now, Now.AddYears(1)),
                "configuration" or "transient" or "not_renewed" => new GrantFailure(mark, Now, Now.AddSeconds(1)),
                _ => null,
            },
        };
        var asked = Asked with
        {
            HasRefresher = true,
            CanMint = grant is "none",
            Shape = "write",
            Rejected = grant is "rejected" ? new Secret("access") : null,
            Left = mark is "left" ? "other" : null,
        };

        RefreshDecisions.Of(stored, asked).Should().Be((RefreshDecision)expected);
    }

    [Theory, Trait("Promise", "K3"), Trait("Promise", "K4"), Trait("Promise", "K9")]
    [InlineData("same", "ours", GrantPlace.Valid)]
    [InlineData("same", "another's", GrantPlace.Unverified)]
    [InlineData("same", "none", GrantPlace.Unverified)]
    [InlineData("same, revoked", "ours", GrantPlace.Revoked)]
    [InlineData("other", "ours", GrantPlace.Nowhere)]
    [InlineData("other", "another's", GrantPlace.Nowhere)]
    [InlineData("other, unverified", "ours", GrantPlace.Valid)]
    [InlineData("other, unverified", "another's", GrantPlace.Nowhere)]
    [InlineData("none", "ours", GrantPlace.Nowhere)]
    public void WhatAServiceHasGiven_IsStored_WhereWhatItConsumedIsThere_AndAsValid_UnderItsOwnLeaseAlone(string there, string lease, object expected)
    {
        var consumed = Grant(-1);
        var stored = new StoredToken
        {
            Grant = there switch
            {
                "none" => null,
                "same" or "same, revoked" => consumed,
                "other" => consumed with { RefreshToken = new Secret("other") },
                _ => consumed with { RefreshToken = new Secret("other"), State = TokenState.Unverified },
            },
            Failure = there is "same, revoked" ? new GrantFailure("revoked", Now, Until: null) : null,
            Lease = lease switch
            {
                "ours" => new RefreshLease("us", 3, Now.AddDays(-1)),
                "another's" => new RefreshLease("them", 3, Now.AddDays(1)),
                _ => null,
            },
        };

        RefreshDecisions.PlaceOf(stored, consumed, new RefreshLease("us", 3, Now)).Should().Be((GrantPlace)expected);
    }

    [Fact, Trait("Promise", "K11")]
    public void TheSkew_IsJittered_WithinAFifthOfIt_AndNeverLonger()
    {
        RefreshDecisions.Jittered(Skew, chance: 0).Should().Be(Skew);
        RefreshDecisions.Jittered(Skew, chance: 0.5).Should().Be(Skew * 0.9);
        RefreshDecisions.Jittered(Skew, chance: 1).Should().Be(Skew * 0.8);
    }

    private static RefreshQuestion Asked => new(Now, Skew);

    private static RefreshDecision Decide(TokenGrant grant) => RefreshDecisions.Of(new StoredToken { Grant = grant }, Asked with { HasRefresher = true });

    private static TokenGrant Grant(int? left, int storedAgo = 60) => new()
    {
        Key = "github",
        AccessToken = new Secret("access"),
        RefreshToken = new Secret("refresh"),
        ExpiresAt = left is { } minutes ? Now.AddMinutes(minutes) : null,
        UpdatedAt = Now.AddMinutes(-storedAgo),
    };
}
