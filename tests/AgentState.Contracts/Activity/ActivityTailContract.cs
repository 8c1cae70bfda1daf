using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: tailing the activity log.</summary>
public abstract class ActivityTailContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "L7")]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(20)]
    public async Task TailAsync_WithLast_ReturnsThatManyThenNewEntries(int last)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await WriteAsync(test, 0..10);
        await using var tail = test.Activity.TailAsync(
            options: new ActivityTailOptions { Last = last }, cancellationToken: Token).GetAsyncEnumerator(Token);
        var began = NextAsync(tail);
        if (last == 0)
        {
            // The tail listens for certain only after it has returned an entry.
            await Eventually.TrueAsync(() => test.Faults.Calls.Contains(Verb.Listen), Patience, Token);
            await Eventually.TrueAsync(
                async () =>
                {
                    await test.Activity.WriteAsync(new NewActivity { Agent = "b", Action = "began" }, Token);
                    return began.IsCompleted;
                },
                Patience,
                Token);
        }

        var received = new List<string> { (await began).Entry!.Action };
        await WriteAsync(test, 10..15);
        while (received[^1] != "acted 0014")
        {
            received.Add((await NextAsync(tail)).Entry!.Action);
        }

        received.Where(action => action != "began").Should().Equal(Numbers(Math.Max(0, 10 - last)..15));
    }

    [Fact, Trait("Guarantee", "L7")]
    public async Task TailAsync_WithFilter_ReturnsOnlyMatchingEntries()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Activity.WriteAsync(new NewActivity { Agent = "b", Action = "other" }, Token);
        await test.Activity.WriteAsync(new NewActivity { Agent = "a", Action = "first" }, Token);
        await using var tail = test.Activity.TailAsync(
            ActivityFilter.ByAgent("a", ActivityLevel.Info), cancellationToken: Token).GetAsyncEnumerator(Token);

        (await NextAsync(tail)).Entry!.Action.Should().Be("first");
        await test.Activity.WriteAsync(new NewActivity { Agent = "b", Action = "other" }, Token);
        await test.Activity.WriteAsync(new NewActivity { Agent = "a", Action = "second" }, Token);

        (await NextAsync(tail)).Entry!.Action.Should().Be("second");
    }

    // The server sets the time when the write arrives; the commit may follow much later.
    [Fact, Trait("Guarantee", "L7")]
    public async Task TailAsync_WithLateEntry_StillReturnsIt()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await WriteAsync(test, 0..3);
        await using var tail = test.Activity.TailAsync(
            options: new ActivityTailOptions { Last = 3 }, cancellationToken: Token).GetAsyncEnumerator(Token);
        ActivityEntry? newest = null;
        for (var number = 0; number < 3; number++)
        {
            newest = (await NextAsync(tail)).Entry;
        }

        await test.WriteRawAsync(RawEntry(test, "late", newest!.Timestamp - TimeSpan.FromSeconds(2)), Token);

        (await NextAsync(tail)).Entry!.Id.Should().Be("late");
    }

    [Fact, Trait("Guarantee", "L7")]
    public async Task TailAsync_WithSlowReader_ReportsMissedCountThenNewest()
    {
        var test = QueueUnderTest.Over(
            await CreateEngineAsync(), activity: new ActivityOptions { FlushInterval = TimeSpan.FromMinutes(1) });
        await WriteAsync(test, 0..5);
        await using var tail = test.Activity.TailAsync(
            options: new ActivityTailOptions { Last = 5, Buffer = 20 }, cancellationToken: Token).GetAsyncEnumerator(Token);
        var received = await UntilAsync(tail, "acted 0004");

        // The tail is not read while these entries arrive.
        for (var burst = 0; burst < 5; burst++)
        {
            Buffer(test, (5 + (burst * 30))..(35 + (burst * 30)));
            await test.Pump.FlushAsync(Token);
        }

        await SeesAsync(test, "acted 0154");
        await UntilAllAsync(tail, received, 155);

        received.Select(item => item.Entry?.Action).OfType<string>().Should().OnlyHaveUniqueItems().And.Contain("acted 0154");
        received.Sum(item => item.Missed).Should().BeGreaterThan(0);
        received.Should().OnlyContain(item => (item.Entry == null) == (item.Missed > 0));
    }

    // The listener holds only the newest entries. An entry older than all of them is counted instead of returned.
    [Fact, Trait("Guarantee", "L7")]
    public async Task TailAsync_WithLateEntryBelowTheBuffer_ReportsItAsMissed()
    {
        var clock = new FakeTimeProvider();
        var test = QueueUnderTest.Over(
            await CreateEngineAsync(), time: clock, activity: new ActivityOptions { FlushInterval = TimeSpan.FromMinutes(1) });
        await WriteAsync(test, 0..5);
        await using var tail = test.Activity.TailAsync(
            options: new ActivityTailOptions { Last = 5, Buffer = 10 }, cancellationToken: Token).GetAsyncEnumerator(Token);
        await UntilAsync(tail, "acted 0004");
        Buffer(test, 5..35);
        await test.Pump.FlushAsync(Token);
        var newest = (await UntilAsync(tail, "acted 0034"))[^1].Entry!;

        await test.WriteRawAsync(RawEntry(test, "late", newest.Timestamp - TimeSpan.FromSeconds(2)), Token);

        var next = NextAsync(tail);
        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return next.IsCompleted;
            },
            Patience,
            Token);
        (await next).Should().Be(new ActivityTailItem { Missed = 1 });
    }

    [Fact, Trait("Guarantee", "L7"), Trait("Guarantee", "W2")]
    public async Task TailAsync_WhenItsCountFails_RetriesTheCount()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var writer = QueueUnderTest.Over(test.Engine, activity: new ActivityOptions { FlushInterval = TimeSpan.FromMinutes(1) });
        await WriteAsync(writer, 0..1);
        var counts = 0;
        test.Faults.Otherwise = verb => verb is Verb.Aggregate && Interlocked.Increment(ref counts) <= 5 ? Fault.Abort : null;
        await using var tail = test.Activity.TailAsync(
            options: new ActivityTailOptions { Buffer = 10 }, cancellationToken: Token).GetAsyncEnumerator(Token);
        var received = await UntilAsync(tail, "acted 0000");
        Buffer(writer, 1..41);
        await writer.Pump.FlushAsync(Token);

        await UntilAllAsync(tail, received, 41);

        counts.Should().BeGreaterThan(5);
    }

    [Fact, Trait("Guarantee", "L7"), Trait("Guarantee", "W2")]
    public async Task TailAsync_WithBrokenStreams_ReturnsEachEntryOnce()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var writer = QueueUnderTest.Over(test.Engine, activity: new ActivityOptions { FlushInterval = TimeSpan.FromMinutes(1) });
        await WriteAsync(writer, 0..1);
        var steps = 0;
        test.Faults.Otherwise = verb => verb is Verb.Listen && Interlocked.Increment(ref steps) % 3 == 0 ? Fault.LoseRequest : null;
        await using var tail = test.Activity.TailAsync(
            options: new ActivityTailOptions { Buffer = 100 }, cancellationToken: Token).GetAsyncEnumerator(Token);
        var received = await UntilAsync(tail, "acted 0000");

        var reading = Task.Run(() => UntilAllAsync(tail, received, 251), Token);
        for (var burst = 0; burst < 10; burst++)
        {
            Buffer(writer, (1 + (burst * 25))..(26 + (burst * 25)));
            await writer.Pump.FlushAsync(Token);
        }

        await reading;
        received.Select(item => item.Entry?.Action).OfType<string>().Should().OnlyHaveUniqueItems();
    }

    [Fact, Trait("Guarantee", "L7"), Trait("Guarantee", "L8")]
    public async Task TailAsync_WithExpiredEntries_OmitsThem()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var over = RawEntry(test, "over", QueueUnderTest.LongAgo);
        over.Update.Fields["expireAt"] = Values.Of(QueueUnderTest.LongAgo);
        await test.WriteRawAsync(over, Token);
        await test.WriteRawAsync(RawEntry(test, "kept", QueueUnderTest.LongAgo.AddSeconds(1)), Token);
        await using var tail = test.Activity.TailAsync(cancellationToken: Token).GetAsyncEnumerator(Token);

        (await NextAsync(tail)).Entry!.Id.Should().Be("kept");
    }

    // Written by a client whose clock is wrong.
    [Theory, Trait("Guarantee", "L7")]
    [InlineData(10)]
    [InlineData(25)]
    public async Task TailAsync_WithManyFutureEntries_StillReturnsNewEntries(int count)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var future = (await test.Activity.WriteAsync(new NewActivity { Agent = "a", Action = "first" }, Token)).Timestamp.AddDays(365);
        foreach (var number in Enumerable.Range(0, count))
        {
            await test.WriteRawAsync(RawEntry(test, $"future {number:00}", future.AddSeconds(number)), Token);
        }

        await using var tail = test.Activity.TailAsync(
            options: new ActivityTailOptions { Last = 1, Buffer = 10 }, cancellationToken: Token).GetAsyncEnumerator(Token);
        (await NextAsync(tail)).Entry!.Action.Should().Be($"future {count - 1:00}");

        var received = new List<string>();
        foreach (var action in Numbers(0..30))
        {
            await test.Activity.WriteAsync(new NewActivity { Agent = "a", Action = action }, Token);
            received.Add((await NextAsync(tail)).Entry!.Action);
        }

        received.Should().Equal(Numbers(0..30));
    }

    private static Write RawEntry(QueueUnderTest test, string id, DateTimeOffset at) => Writes.Create(
        test.Engine.Root.Document("logs", id),
        [new("agent", Values.Of("a")), new("action", Values.Of(id)), new("level", Values.Of("info")), new("timestamp", Values.Of(at))]);

    private static IEnumerable<string> Numbers(Range range) =>
        Enumerable.Range(range.Start.Value, range.End.Value - range.Start.Value).Select(number => $"acted {number:0000}");

    private static async Task WriteAsync(QueueUnderTest test, Range range)
    {
        foreach (var action in Numbers(range))
        {
            await test.Activity.WriteAsync(new NewActivity { Agent = "a", Action = action }, Token);
        }
    }

    private static void Buffer(QueueUnderTest test, Range range)
    {
        foreach (var action in Numbers(range))
        {
            test.Activity.TryWrite(new NewActivity { Agent = "a", Action = action }).Should().BeTrue();
        }
    }

    // If another tail returns the entry, the listener that both share has received it.
    private static async Task SeesAsync(QueueUnderTest test, string action)
    {
        await using var other = test.Activity.TailAsync(cancellationToken: Token).GetAsyncEnumerator(Token);
        await UntilAsync(other, action);
    }

    private static async Task<List<ActivityTailItem>> UntilAsync(IAsyncEnumerator<ActivityTailItem> tail, string action)
    {
        var received = new List<ActivityTailItem>();
        do
        {
            received.Add(await NextAsync(tail));
        }
        while (received[^1].Entry?.Action != action);

        return received;
    }

    // The last entry may arrive before others of its commit, because the emulator reports a commit in several parts.
    private static async Task UntilAllAsync(IAsyncEnumerator<ActivityTailItem> tail, List<ActivityTailItem> received, long count)
    {
        while (CountOf(received) < count)
        {
            received.Add(await NextAsync(tail));
        }

        CountOf(received).Should().Be(count);
    }

    private static long CountOf(List<ActivityTailItem> received) => received.Sum(item => item.Entry is null ? item.Missed : 1);

    private static async Task<ActivityTailItem> NextAsync(IAsyncEnumerator<ActivityTailItem> tail)
    {
        (await tail.MoveNextAsync().AsTask().WaitAsync(Patience, Token)).Should().BeTrue();
        return tail.Current;
    }
}
