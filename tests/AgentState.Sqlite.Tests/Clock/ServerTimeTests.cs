namespace AgentState.Sqlite.Tests;

/// <summary>The server time is that of the file: it follows the uptime of the machine, whatever the wall clocks do.</summary>
public sealed class ServerTimeTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "S4"), Trait("Guarantee", "T8")]
    [InlineData(60, 0)]
    [InlineData(-60, 0)]
    [InlineData(0, 60)]
    [InlineData(0, -60)]
    public async Task Lease_AfterAStepOfAWallClock_RunsOutByTheUptime(int minutesOfHolder, int minutesOfSweeper)
    {
        var machine = new FakeMachine();
        await using var folder = new DatabaseFolder();
        var (ofHolder, ofSweeper) = (new FakeMachineClock(machine), new FakeMachineClock(machine));
        var options = new TaskOptions { PauseMaxAge = Timeout.InfiniteTimeSpan, LeaseDuration = Lease };
        var holder = QueueUnderTest.Over(folder.Open(ofHolder, time: machine.Time), options, machine.Time);
        var sweeper = QueueUnderTest.Over(folder.Open(ofSweeper, time: machine.Time), options, machine.Time);
        await holder.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        (await holder.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull();

        (ofHolder.Skew, ofSweeper.Skew) = (TimeSpan.FromMinutes(minutesOfHolder), TimeSpan.FromMinutes(minutesOfSweeper));
        machine.Advance(Lease - TimeSpan.FromMilliseconds(1));
        (await sweeper.Administration.SweepAsync(Token)).Should().Be(new TaskSweep(), "5 s of uptime have not passed");
        machine.Advance(TimeSpan.FromSeconds(1));

        (await sweeper.Administration.SweepAsync(Token)).Should().Be(new TaskSweep { Expired = 1 });
    }

    [Theory, Trait("Guarantee", "S4"), Trait("Guarantee", "T8")]
    [InlineData(60)]
    [InlineData(-60)]
    public async Task Lease_TakenAfterAStepOfTheWallClock_RunsOutByTheUptime(int minutes)
    {
        var machine = new FakeMachine();
        await using var folder = new DatabaseFolder();
        await CommitAsync(folder.Open(new FakeMachineClock(machine)));
        var options = new TaskOptions { PauseMaxAge = Timeout.InfiniteTimeSpan, LeaseDuration = Lease };
        var stepped = folder.Open(new FakeMachineClock(machine) { Skew = TimeSpan.FromMinutes(minutes) }, time: machine.Time);
        var holder = QueueUnderTest.Over(stepped, options, machine.Time);
        var sweeper = QueueUnderTest.Over(folder.Open(new FakeMachineClock(machine), time: machine.Time), options, machine.Time);
        await holder.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        (await holder.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull();

        machine.Advance(Lease - TimeSpan.FromMilliseconds(1));
        (await sweeper.Administration.SweepAsync(Token)).Should().Be(new TaskSweep(), "5 s of uptime have not passed");
        machine.Advance(TimeSpan.FromSeconds(1));

        (await sweeper.Administration.SweepAsync(Token)).Should().Be(new TaskSweep { Expired = 1 });
    }

    [Theory, Trait("Guarantee", "S4")]
    [InlineData(60)]
    [InlineData(-60)]
    public async Task CommitTime_AfterAStepOfTheWallClock_FollowsTheUptime(int minutes)
    {
        var machine = new FakeMachine();
        await using var folder = new DatabaseFolder();
        var before = await CommitAsync(folder.Open(new FakeMachineClock(machine)));

        machine.Advance(TimeSpan.FromSeconds(1));
        var after = await CommitAsync(folder.Open(new FakeMachineClock(machine) { Skew = TimeSpan.FromMinutes(minutes) }));

        (after - before).Should().Be(1_000_000, "one second of uptime has passed");
    }

    [Fact, Trait("Guarantee", "S4")]
    public async Task Time_AfterARestartWithAnEarlierWallClock_DoesNotGoBack()
    {
        var machine = new FakeMachine();
        await using var folder = new DatabaseFolder();
        var before = await CommitAsync(folder.Open(new FakeMachineClock(machine)));
        await folder.CloseAsync();

        machine.Restart();
        var store = folder.Open(new FakeMachineClock(machine) { Skew = TimeSpan.FromHours(-1) });
        var read = await ReadAsync(store);
        var after = await CommitAsync(store);
        machine.Advance(TimeSpan.FromSeconds(1));
        var later = await CommitAsync(store);

        read.Should().BeGreaterThanOrEqualTo(before);
        after.Should().BeGreaterThan(read);
        later.Should().BeGreaterThanOrEqualTo(after + 999_000, "the time goes on at once; it does not wait for the wall clock");
    }

    [Fact, Trait("Guarantee", "S4")]
    public async Task Time_AfterARestartWithALaterWallClock_FollowsTheWallClock()
    {
        var machine = new FakeMachine();
        await using var folder = new DatabaseFolder();
        var before = await CommitAsync(folder.Open(new FakeMachineClock(machine)));
        await folder.CloseAsync();

        machine.Restart();
        machine.Time.Advance(TimeSpan.FromDays(1));
        var after = await CommitAsync(folder.Open(new FakeMachineClock(machine)));

        (after - before).Should().Be(86_400_000_000, "the machine was off for a day");
    }

    [Theory, Trait("Guarantee", "S4")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(250)]
    public async Task CommitTimes_OfTwoStores_IncreaseWithReadsBetween(int microseconds)
    {
        var machine = new FakeMachine();
        await using var folder = new DatabaseFolder();
        var stores = new[]
        {
            folder.Open(new FakeMachineClock(machine)),
            folder.Open(new FakeMachineClock(machine) { Skew = TimeSpan.FromHours(-1) }),
        };
        var last = await CommitAsync(stores[0]);

        for (var number = 0; number < 50; number++)
        {
            machine.Advance(TimeSpan.FromMicroseconds(microseconds));
            var read = await ReadAsync(stores[number % 2]);
            var commit = await CommitAsync(stores[number / 2 % 2]);

            read.Should().BeGreaterThanOrEqualTo(last, "the read includes the last commit");
            commit.Should().BeGreaterThan(read, "the read does not include the next commit");
            last = commit;
        }
    }

    [Fact, Trait("Guarantee", "S4")]
    public async Task ServerTimestamps_OfTwoStores_AreThoseOfTheirCommits()
    {
        var machine = new FakeMachine();
        await using var folder = new DatabaseFolder();
        foreach (var skew in new[] { TimeSpan.Zero, TimeSpan.FromHours(1) })
        {
            var store = folder.Open(new FakeMachineClock(machine) { Skew = skew });
            var name = store.Root.Document("docs", "a");

            var outcome = await store.CommitAsync([Writes.Patch(name, [], []).WithServerTime("at")], Token);

            var stored = (await store.GetAsync([name], Token))[0].Document!;
            var commit = Microseconds(outcome.CommitTime!);
            Microseconds(stored.UpdateTime).Should().Be(commit);
            Microseconds(stored.Fields["at"].TimestampValue).Should().Be(commit - (commit % 1_000), "Firestore stores milliseconds");
            machine.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task<long> CommitAsync(SqliteDocumentStore store)
    {
        var name = store.Root.Document("docs", DocumentIds.New());
        var outcome = await store.CommitAsync([Writes.Create(name, [])], Token);
        outcome.Kind.Should().Be(OutcomeKind.Applied);
        return Microseconds(outcome.CommitTime!);
    }

    private static async Task<long> ReadAsync(SqliteDocumentStore store)
    {
        var snapshots = await store.GetAsync([store.Root.Document("docs", "any")], Token);
        return Microseconds(snapshots[0].ReadTime!);
    }

    private static long Microseconds(Google.Protobuf.WellKnownTypes.Timestamp time) => (time.Seconds * 1_000_000) + (time.Nanos / 1_000);
}
