namespace AgentState.Tests.Hosting;

public sealed class SweepScheduleTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private readonly SweepSchedule schedule = new(lease: TimeSpan.FromSeconds(120), interval: TimeSpan.FromSeconds(30));

    [Theory, Trait("Guarantee", "T43")]
    [InlineData(1, 120)]
    [InlineData(3, 120)]
    [InlineData(6, 360)]
    [InlineData(1000, 600)]
    public void WaitAfter_WithoutALease_GrowsWithTheFleet(int fleet, int seconds) =>
        schedule.WaitAfter(Now, next: null, fleet, random: 0).Should().Be(TimeSpan.FromSeconds(seconds));

    [Theory, Trait("Guarantee", "T14")]
    [InlineData(-5, 15)]
    [InlineData(20, 20)]
    [InlineData(90, 90)]
    [InlineData(3600, 120)]
    public void WaitAfter_WithALease_FollowsItsEndWithinLimits(int end, int seconds) =>
        schedule.WaitAfter(Now, Now.AddSeconds(end), fleet: 1, random: 0).Should().Be(TimeSpan.FromSeconds(seconds));

    [Fact, Trait("Guarantee", "T43")]
    public void WaitAfter_IdleProcess_AllowsFewerThan1000SweepsADay()
    {
        var sweeps = TimeSpan.FromDays(1) / schedule.WaitAfter(Now, next: null, fleet: 1, random: 0);

        // Every tenth sweep also counts the fleet.
        (sweeps * 1.1).Should().BeLessThan(1000);
    }
}
