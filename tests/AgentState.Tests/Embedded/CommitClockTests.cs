using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests;

public sealed class CommitClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact, Trait("Guarantee", "P8")]
    public void NextCommit_WhileTheClockIsStopped_AdvancesByMicroseconds()
    {
        var clock = new CommitClock(new FakeTimeProvider(Start));

        var times = Enumerable.Range(0, 3).Select(_ => clock.NextCommit().Version.ToDateTimeOffset()).ToArray();

        times.Should().Equal(Start, Start.AddMicroseconds(1), Start.AddMicroseconds(2));
    }

    [Fact, Trait("Guarantee", "P8")]
    public void NextCommit_AfterTheClockWentBack_IsLaterThanThePrevious()
    {
        var time = new FakeTimeProvider(Start);
        var clock = new CommitClock(time);
        var before = clock.NextCommit().Version;

        time.AdjustTime(Start.AddHours(-1));
        var after = clock.NextCommit().Version;

        after.ToDateTimeOffset().Should().Be(before.ToDateTimeOffset().AddMicroseconds(1));
    }

    [Fact, Trait("Guarantee", "P8")]
    public void NextCommit_BetweenMicroseconds_TruncatesVersionAndRequestTime()
    {
        var time = new FakeTimeProvider(Start.AddTicks(12_345_678));

        var commit = new CommitClock(time).NextCommit();

        commit.Version.ToDateTimeOffset().Should().Be(Start.AddTicks(12_345_670));
        commit.RequestTime.TimestampValue.ToDateTimeOffset().Should().Be(Start.AddTicks(12_340_000));
    }

    [Fact, Trait("Guarantee", "P8")]
    public void NextCommit_AfterARead_IsLaterThanTheRead()
    {
        var clock = new CommitClock(new FakeTimeProvider(Start));
        clock.NextCommit();
        var read = clock.Read();

        var next = clock.NextCommit().Version;

        next.ToDateTimeOffset().Should().BeAfter(read.ToDateTimeOffset());
    }
}
