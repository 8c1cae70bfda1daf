using AgentState.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests;

/// <summary>Tests liveness with a fake database clock that is far from the host's clock.</summary>
public sealed class LivenessClockTests
{
    private static readonly DateTimeOffset Start = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "A4")]
    [InlineData(1, LivenessGrade.Alive)]
    [InlineData(59, LivenessGrade.Alive)]
    [InlineData(61, LivenessGrade.Suspect)]
    [InlineData(91, LivenessGrade.Dead)]
    public async Task GetLivenessAsync_HeartbeatAge_UsesOnlyTheDatabaseClock(int seconds, LivenessGrade grade)
    {
        // The host's clock stands still, so that no heartbeat is sent.
        var (database, host) = (new FakeTimeProvider(Start), new FakeTimeProvider(DateTimeOffset.UnixEpoch));
        var test = QueueUnderTest.Over(new EmbeddedDocumentStore(new DatabaseRoot("demo-agentstate"), database), time: host);
        var options = new AgentInstanceOptions { HeartbeatInterval = Interval };
        var instance = await test.Agents.StartInstanceAsync(new AgentRegistration { Id = "a", Type = "github" }, options, Token);

        database.Advance(TimeSpan.FromSeconds(seconds));

        var liveness = await test.Agents.GetLivenessAsync("a", Token);
        (liveness.Grade, liveness.InstanceId, liveness.Age).Should().Be((grade, instance.InstanceId, TimeSpan.FromSeconds(seconds)));
        (await test.Agents.SweepAsync(Token)).Should().HaveCount(grade is LivenessGrade.Dead ? 1 : 0);
    }

    // Other processes count from the time of the heartbeat, so a late reply must not delay the loss.
    [Fact, Trait("Guarantee", "A1"), Trait("Guarantee", "A3")]
    public async Task CheckLoss_ThreeIntervalsAfterTheLastSend_ReportsTheLoss()
    {
        var time = new FakeTimeProvider(Start);
        var test = QueueUnderTest.Over(new EmbeddedDocumentStore(new DatabaseRoot("demo-agentstate"), time), time: time);
        var record = new InstanceRecord(InstanceDocument.NameOf(test.Engine.Root, "a", "1"), "a", 1, Start, Interval);
        var instance = new AgentInstance(record, isSingle: false, test.Heartbeats, time, time.GetTimestamp());

        time.Advance(Interval);
        instance.Begin();
        var sentAt = time.GetTimestamp();
        time.Advance(Interval / 2);
        instance.Confirm(sentAt, Start + Interval);

        time.Advance((Interval * 2.5) - TimeSpan.FromMilliseconds(1));
        instance.CheckLoss(time.GetTimestamp());
        instance.Loss.Should().BeNull();
        time.Advance(TimeSpan.FromMilliseconds(1));
        instance.CheckLoss(time.GetTimestamp());
        instance.Loss.Should().Be(AgentInstanceLoss.HeartbeatLost);
    }
}
