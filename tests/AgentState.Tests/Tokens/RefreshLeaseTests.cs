namespace AgentState.Tests;

public sealed class RefreshLeaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly TokenOptions Options = new() { RefreshTimeout = TimeSpan.FromSeconds(20), SaveTimeout = TimeSpan.FromSeconds(5) };

    [Fact, Trait("Promise", "K3")]
    public void ALease_IsTwiceWhatTheCallAndItsStoringMayTake_AndCountsItsTakings()
    {
        var first = RefreshLeases.Next(before: null, "one", Now, Options);
        var second = RefreshLeases.Next(first, "two", Now.AddMinutes(1), Options);

        first.Should().Be(new RefreshLease("one", 1, Now.AddSeconds(50)));
        second.Should().Be(new RefreshLease("two", 2, Now.AddSeconds(110)));
        RefreshLeases.IsCurrent(second, first).Should().BeFalse();
        RefreshLeases.IsCurrent(first, first).Should().BeTrue();
        RefreshLeases.IsCurrent(null, first).Should().BeFalse();
    }

    [Theory, Trait("Promise", "K3")]
    [InlineData(0, true)]
    [InlineData(24.9, true)]
    [InlineData(25, false)]
    [InlineData(49, false)]
    [InlineData(60, false)]
    public void TheServiceIsCalled_OnlyWhileTheRestOfTheLease_IsLongerThanCallAndStoring(double secondsLater, bool maySend) =>
        RefreshLeases.MaySend(RefreshLeases.Next(null, "one", Now, Options), Now.AddSeconds(secondsLater), Options).Should().Be(maySend);

    [Theory, Trait("Promise", "K3")]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(2_401, false)] // nobody of us has written that
    public void ALease_IsHeld_UntilItsEnd(int secondsLeft, bool isHeld) =>
        RefreshLeases.IsHeld(new RefreshLease("one", 1, Now.AddSeconds(secondsLeft)), Now).Should().Be(isHeld);

    [Fact, Trait("Promise", "K3")]
    public void TheLongestThatCanBeSet_IsNotTakenForAbsurd()
    {
        var longest = new TokenOptions { RefreshTimeout = TimeSpan.FromMinutes(10), SaveTimeout = TimeSpan.FromMinutes(10) };

        RefreshLeases.IsHeld(RefreshLeases.Next(null, "one", Now, longest), Now).Should().BeTrue();
    }
}
