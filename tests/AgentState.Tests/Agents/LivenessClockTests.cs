using AgentState.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests;

/// <summary>Liveness on an engine whose time is a test's, far from this host's.</summary>
public sealed class LivenessClockTests
{
    private static readonly DateTimeOffset Start = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Promise", "A4")]
    [InlineData(1, LivenessGrade.Alive)]
    [InlineData(59, LivenessGrade.Alive)]
    [InlineData(61, LivenessGrade.Suspect)]
    [InlineData(91, LivenessGrade.Dead)]
    public async Task TheAgeOfAHeartbeat_IsTheDatabasesAlone(int seconds, LivenessGrade grade)
    {
        // The host's time stands still, so that nobody beats.
        var (database, host) = (new FakeTimeProvider(Start), new FakeTimeProvider(DateTimeOffset.UnixEpoch));
        var test = QueueUnderTest.Over(new EmbeddedDocumentStore(new DatabaseRoot("demo-agentstate"), database), time: host);
        var options = new AgentInstanceOptions { HeartbeatInterval = Interval };
        var instance = await test.Agents.StartInstanceAsync(new AgentRegistration { Id = "a", Type = "github" }, options, Token);

        database.Advance(TimeSpan.FromSeconds(seconds));

        var liveness = await test.Agents.GetLivenessAsync("a", Token);
        (liveness.Grade, liveness.InstanceId, liveness.Age).Should().Be((grade, instance.InstanceId, TimeSpan.FromSeconds(seconds)));
        (await test.Agents.SweepAsync(Token)).Should().HaveCount(grade is LivenessGrade.Dead ? 1 : 0);
    }

    // The fleet counts from the heartbeat's time; a reply that comes late makes the instance no younger.
    [Fact, Trait("Promise", "A1"), Trait("Promise", "A3")]
    public async Task AnInstance_IsLost_ThreeIntervalsAfterTheSendingOfItsLastHeartbeat()
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
