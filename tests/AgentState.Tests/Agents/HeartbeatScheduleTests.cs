namespace AgentState.Tests;

/// <summary>Tests when heartbeats are due, and when an instance counts as dead.</summary>
public sealed class HeartbeatScheduleTests
{
    // One tick is one second.
    private readonly HeartbeatSchedule schedule = new(TimeSpan.FromSeconds(60), frequency: 1, startedAt: 1000);

    [Fact, Trait("Guarantee", "A3")]
    public void NextAt_AtStart_IsWithinTheSecondHalfOfTheInterval()
    {
        schedule.NextAt.Should().BeInRange(1030, 1060);
        schedule.DeadAt.Should().Be(1180);
        schedule.IsDegraded.Should().BeFalse();
    }

    [Fact, Trait("Guarantee", "A3")]
    public void IsDue_WithinTheSlack_IsTrueUntilTheHeartbeatBegins()
    {
        schedule.Confirm(sentAt: 1040);

        schedule.NextAt.Should().Be(1100);
        schedule.IsDue(1093, slack: 0.1).Should().BeFalse();
        schedule.IsDue(1094, slack: 0.1).Should().BeTrue();
        schedule.IsDue(1099, slack: 0).Should().BeFalse();
        schedule.IsDue(1100, slack: 0).Should().BeTrue();
        schedule.Begin();
        schedule.IsDue(2000, slack: 0).Should().BeFalse("a heartbeat is being sent");
        schedule.NextAt.Should().Be(long.MaxValue);
    }

    [Fact, Trait("Guarantee", "A3")]
    public void Miss_OfHeartbeat_RetriesSoonAndKeepsTheTimeOfDeath()
    {
        schedule.Begin();
        schedule.Miss(1065);

        (schedule.IsDegraded, schedule.NextAt, schedule.DeadAt).Should().Be((true, 1075L, 1180L));
        schedule.Begin();
        schedule.Confirm(sentAt: 1075);
        (schedule.IsDegraded, schedule.NextAt, schedule.DeadAt).Should().Be((false, 1135L, 1255L));
    }
}
