namespace AgentState.Tests;

public sealed class RefreshDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    // In minutes: since the token was stored, and until it expires. The skew is at most half of the token's lifetime.
    [Theory, Trait("Guarantee", "K11")]
    [InlineData(60, 6, true)]
    [InlineData(60, 5, false)]
    [InlineData(60, -1, false)]
    [InlineData(1, 3, true)] // the lifetime was 4 minutes: half of it is less than the skew
    [InlineData(2, 2, false)]
    [InlineData(0, 1, true)]
    [InlineData(-1, 0, false)] // already expired when it was stored
    public void StoredToken_ByRemainingLifetime_IsFreshOrNot(int storedAgo, int left, bool isFresh) =>
        (Decide(Grant(left, storedAgo)) is RefreshDecision.UseStored).Should().Be(isFresh);

    [Fact, Trait("Guarantee", "K11")]
    public void StoredToken_WithoutExpiry_IsFresh() => Decide(Grant(left: null)).Should().Be(RefreshDecision.UseStored);

    [Theory, Trait("Guarantee", "K15"), Trait("Guarantee", "K38")]
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
    [InlineData("old", "static", RefreshDecision.UseStored)] // within the skew, but no refresher is registered
    [InlineData("old", "nothing", RefreshDecision.UseStored)]
    [InlineData("fresh, refused", "refresher", RefreshDecision.Reauthorize)]
    public void Decision_ByStoredGrantAndRegistration_IsExpected(string stored, string registered, object expected)
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

        RefreshRules.Of(
            new StoredToken { Grant = grant },
            Asked with
            {
                HasRefresher = registered is "all" or "refresher",
                CanMint = registered is "all",
                HasStatic = registered is "all" or "static",
            })
            .Should().Be((RefreshDecision)expected);
    }

    [Fact, Trait("Guarantee", "K4")]
    public void IsSame_WithOtherTokens_ComparesRefreshTokensFirst()
    {
        var grant = Grant(1);

        RefreshRules.IsSame(grant with { AccessToken = new SecretString("other") }, grant).Should().BeTrue();
        RefreshRules.IsSame(grant with { RefreshToken = new SecretString("other") }, grant).Should().BeFalse();
        RefreshRules.IsSame(grant with { RefreshToken = null }, grant).Should().BeFalse();
        var bare = grant with { RefreshToken = null };
        RefreshRules.IsSame(bare with { AccessToken = new SecretString("other") }, bare).Should().BeFalse();
        RefreshRules.IsSame(bare, bare).Should().BeTrue();
    }

    [Theory]
    [InlineData("github", "service")]
    [InlineData("github:user", "user")]
    [InlineData("github:user:42", "42")]
    [InlineData("github:user:43", "user")]
    [InlineData("github:team:1", "service")]
    [InlineData("githubber", null)]
    public void StaticOf_WithNestedSources_ReturnsTheClosest(string key, string? expected)
    {
        var sources = new TokenSourceRegistry();
        sources.AddStatic("github", () => "overwritten");
        sources.AddStatic("github", () => "service");
        sources.AddStatic("github:user", () => "user");
        sources.AddStatic("github:user:42", () => "42");

        sources.StaticOf(key)?.Invoke().Should().Be(expected);
    }

    [Theory, Trait("Guarantee", "K3"), Trait("Guarantee", "K13"), Trait("Guarantee", "K16"), Trait("Guarantee", "K12")]
    [InlineData("ended", "held", RefreshDecision.Wait)]
    [InlineData("old", "held", RefreshDecision.UseStored)]
    [InlineData("fresh", "held", RefreshDecision.UseStored)]
    [InlineData("rejected", "held", RefreshDecision.Wait)]
    [InlineData("none", "held", RefreshDecision.Wait)]
    [InlineData("ended", "expired", RefreshDecision.Refresh)]
    [InlineData("ended", "lease too long", RefreshDecision.Refresh)]
    [InlineData("ended", "left", RefreshDecision.Refresh)]
    [InlineData("rejected", "nothing", RefreshDecision.Refresh)]
    [InlineData("other fingerprint", "nothing", RefreshDecision.Refresh)]
    [InlineData("ended", "limited", RefreshDecision.CoolDown)]
    [InlineData("old", "limited", RefreshDecision.UseStored)]
    [InlineData("ended", "configuration", RefreshDecision.CoolDown)]
    [InlineData("old", "transient", RefreshDecision.UseStored)]
    [InlineData("ended", "transient", RefreshDecision.CoolDown)]
    [InlineData("ended", "not_renewed", RefreshDecision.CoolDown)]
    [InlineData("ended", "failure too long", RefreshDecision.Refresh)]
    [InlineData("ended", "limited before", RefreshDecision.Refresh)]
    public void Decision_ByLeaseAndFailure_IsExpected(string grant, string mark, object expected)
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
            RequestFingerprint = grant is "other fingerprint" ? "read" : null,
            Lease = mark switch
            {
                "held" or "left" => new RefreshLease("other", 1, Now.AddSeconds(1)),
                "expired" => new RefreshLease("other", 1, Now),
                "lease too long" => new RefreshLease("other", 1, Now.AddYears(1)),
                _ => null,
            },
            Failure = mark switch
            {
                "limited" => new GrantFailure("rate_limited", Now, Now.AddSeconds(1)),
                "limited before" => new GrantFailure("rate_limited", Now, Now),
                "failure too long" => new GrantFailure("configuration", Now, Now.AddYears(1)),
                "configuration" or "transient" or "not_renewed" => new GrantFailure(mark, Now, Now.AddSeconds(1)),
                _ => null,
            },
        };
        var asked = Asked with
        {
            HasRefresher = true,
            CanMint = grant is "none",
            RequestFingerprint = "write",
            Rejected = grant is "rejected" ? new SecretString("access") : null,
            Left = mark is "left" ? "other" : null,
        };

        RefreshRules.Of(stored, asked).Should().Be((RefreshDecision)expected);
    }

    [Theory, Trait("Guarantee", "K3"), Trait("Guarantee", "K4"), Trait("Guarantee", "K9")]
    [InlineData("same", "ours", GrantDisposition.Valid)]
    [InlineData("same", "another's", GrantDisposition.Unverified)]
    [InlineData("same", "none", GrantDisposition.Unverified)]
    [InlineData("same, revoked", "ours", GrantDisposition.Revoked)]
    [InlineData("other", "ours", GrantDisposition.Nowhere)]
    [InlineData("other", "another's", GrantDisposition.Nowhere)]
    [InlineData("other, unverified", "ours", GrantDisposition.Valid)]
    [InlineData("other, unverified", "another's", GrantDisposition.Nowhere)]
    [InlineData("none", "ours", GrantDisposition.Nowhere)]
    public void DispositionOf_ByStoredGrantAndLease_IsExpected(string there, string lease, object expected)
    {
        var consumed = Grant(-1);
        var stored = new StoredToken
        {
            Grant = there switch
            {
                "none" => null,
                "same" or "same, revoked" => consumed,
                "other" => consumed with { RefreshToken = new SecretString("other") },
                _ => consumed with { RefreshToken = new SecretString("other"), State = TokenState.Unverified },
            },
            Failure = there is "same, revoked" ? new GrantFailure("revoked", Now, Until: null) : null,
            Lease = lease switch
            {
                "ours" => new RefreshLease("us", 3, Now.AddDays(-1)),
                "another's" => new RefreshLease("them", 3, Now.AddDays(1)),
                _ => null,
            },
        };

        RefreshRules.DispositionOf(stored, consumed, new RefreshLease("us", 3, Now)).Should().Be((GrantDisposition)expected);
    }

    [Fact, Trait("Guarantee", "K11")]
    public void Jittered_ByChance_Is80To100PercentOfTheSkew()
    {
        RefreshRules.Jittered(Skew, chance: 0).Should().Be(Skew);
        RefreshRules.Jittered(Skew, chance: 0.5).Should().Be(Skew * 0.9);
        RefreshRules.Jittered(Skew, chance: 1).Should().Be(Skew * 0.8);
    }

    private static RefreshQuestion Asked => new(Now, Skew);

    private static RefreshDecision Decide(TokenGrant grant) =>
        RefreshRules.Of(new StoredToken { Grant = grant }, Asked with { HasRefresher = true });

    private static TokenGrant Grant(int? left, int storedAgo = 60) => new()
    {
        Key = "github",
        AccessToken = new SecretString("access"),
        RefreshToken = new SecretString("refresh"),
        ExpiresAt = left is { } minutes ? Now.AddMinutes(minutes) : null,
        UpdatedAt = Now.AddMinutes(-storedAgo),
    };
}
