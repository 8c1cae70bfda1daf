namespace AgentState.Tests;

public sealed class RefreshLeaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly TokenOptions Options = new()
    {
        RefreshTimeout = TimeSpan.FromSeconds(20),
        SaveTimeout = TimeSpan.FromSeconds(5),
    };

    [Fact, Trait("Guarantee", "K3")]
    public void Next_AfterALease_LastsTwiceTheTimeoutsAndCountsUp()
    {
        var first = RefreshLeaseRules.Next(before: null, "one", Now, Options);
        var second = RefreshLeaseRules.Next(first, "two", Now.AddMinutes(1), Options);

        first.Should().Be(new RefreshLease("one", 1, Now.AddSeconds(50)));
        second.Should().Be(new RefreshLease("two", 2, Now.AddSeconds(110)));
        RefreshLeaseRules.IsCurrent(second, first).Should().BeFalse();
        RefreshLeaseRules.IsCurrent(first, first).Should().BeTrue();
        RefreshLeaseRules.IsCurrent(null, first).Should().BeFalse();
    }

    [Theory, Trait("Guarantee", "K3")]
    [InlineData(0, true)]
    [InlineData(24.9, true)]
    [InlineData(25, false)]
    [InlineData(49, false)]
    [InlineData(60, false)]
    public void MaySend_ByElapsedTime_RequiresTimeForCallAndSave(double secondsLater, bool maySend) =>
        RefreshLeaseRules.MaySend(RefreshLeaseRules.Next(null, "one", Now, Options), Now.AddSeconds(secondsLater), Options)
            .Should().Be(maySend);

    [Theory, Trait("Guarantee", "K3")]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(2_401, false)] // longer than any lease that the library writes
    public void IsHeld_BySecondsLeft_IsTrueUntilExpiry(int secondsLeft, bool isHeld) =>
        RefreshLeaseRules.IsHeld(new RefreshLease("one", 1, Now.AddSeconds(secondsLeft)), Now).Should().Be(isHeld);

    [Fact, Trait("Guarantee", "K3")]
    public void IsHeld_LongestConfigurableLease_IsTrue()
    {
        var longest = new TokenOptions { RefreshTimeout = TimeSpan.FromMinutes(10), SaveTimeout = TimeSpan.FromMinutes(10) };

        RefreshLeaseRules.IsHeld(RefreshLeaseRules.Next(null, "one", Now, longest), Now).Should().BeTrue();
    }
}
