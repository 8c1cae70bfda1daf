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
        RefreshDecisions.IsFresh(Grant(left, storedAgo), Now, Skew).Should().Be(isFresh);

    [Fact, Trait("Promise", "K11")]
    public void ATokenWithoutAnEnd_IsFresh() => RefreshDecisions.IsFresh(Grant(left: null), Now, Skew).Should().BeTrue();

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
    public void WhatIsDone_GoesByWhatIsStoredAndRegistered(string stored, string registered, object expected)
    {
        var grant = stored switch
        {
            "fresh" => Grant(60),
            "ended" => Grant(-60),
            "refused" => Grant(-60) with { State = TokenState.NeedsReauthorization },
            "bare" => Grant(-60) with { RefreshToken = null },
            _ => null,
        };

        RefreshDecisions.Of(grant, Now, Skew, registered is "all" or "refresher", registered is "all", registered is "all" or "static")
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

    private static TokenGrant Grant(int? left, int storedAgo = 60) => new()
    {
        Key = "github",
        AccessToken = new Secret("access"),
        RefreshToken = new Secret("refresh"),
        ExpiresAt = left is { } minutes ? Now.AddMinutes(minutes) : null,
        UpdatedAt = Now.AddMinutes(-storedAgo),
    };
}
