namespace AgentState.Sqlite.Tests;

/// <summary>The rules of the file's time.</summary>
public sealed class FileTimeTests
{
    private static readonly FileTime Stored = new("start 1", Uptime: 1_000, Time: 50_000, LastCommit: 50_400);

    [Fact, Trait("Guarantee", "S4")]
    public void Anchored_InTheSameStart_IsUnchanged() =>
        Stored.Anchored(new FixedClock("start 1", Uptime: 1_500, WallTime: 9)).Should().Be(Stored);

    [Fact, Trait("Guarantee", "S4")]
    public void Anchored_AfterARestart_ContinuesFromTheWallClock() =>
        Stored.Anchored(new FixedClock("start 2", Uptime: 2_000, WallTime: 90_000))
            .Should().Be(new FileTime("start 2", Uptime: 2_000, Time: 90_000, LastCommit: 50_400));

    [Fact, Trait("Guarantee", "S4")]
    public void Anchored_WithAnEarlierWallClock_ContinuesFromTheLastCommit() =>
        Stored.Anchored(new FixedClock("start 2", Uptime: 2_000, WallTime: 40_000))
            .Should().Be(new FileTime("start 2", Uptime: 2_000, Time: 50_400, LastCommit: 50_400));

    [Fact, Trait("Guarantee", "S4")]
    public void Anchored_WithASmallerUptimeOfTheSameId_CountsAsARestart() =>
        Stored.Anchored(new FixedClock("start 1", Uptime: 999, WallTime: 90_000))
            .Should().Be(new FileTime("start 1", Uptime: 999, Time: 90_000, LastCommit: 50_400));

    [Theory, Trait("Guarantee", "S4")]
    [InlineData(1_900, 50_900)]
    [InlineData(1_400, 50_401)]
    [InlineData(1_100, 50_401)]
    public void Next_AtAnUptime_IsAfterTheLastCommit(long uptime, long expected) =>
        Stored.Next(new FixedClock("start 1", uptime, WallTime: 9)).Should().Be(Stored with { LastCommit = expected });

    [Theory, Trait("Guarantee", "S4")]
    [InlineData(1_900, 50_899)]
    [InlineData(1_401, 50_400)]
    [InlineData(1_100, 50_400)]
    public void Read_AtAnUptime_IsNotBeforeTheLastCommitAndBeforeTheNext(long uptime, long expected)
    {
        var clock = new FixedClock("start 1", uptime, WallTime: 9);

        Stored.Read(clock).Should().Be(expected).And.BeLessThan(Stored.Next(clock).LastCommit);
    }

    private sealed record FixedClock(string BootId, long Uptime, long WallTime) : IMachineClock;
}
