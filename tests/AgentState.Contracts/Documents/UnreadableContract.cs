using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>
/// A user, task or entry that another client has mangled does not hide others: lists report it separately, tails omit it.
/// </summary>
public abstract class UnreadableContract : Contract
{
    private const int EntryUnreadable = 5005;
    private const int SweepUnreadable = 2005;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListUsers_WithUnreadableUser_ReturnsTheOthersAndReportsIt()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        foreach (var id in new[] { "a", "b", "c" })
        {
            await test.Users.GetOrCreateAsync(id, cancellationToken: Token);
        }

        await PatchAsync(test, "users/b", "preferences", Values.Of("dark"));

        var first = await test.Users.ListAsync(page: new PageRequest { Size = 2 }, cancellationToken: Token);
        var second = await test.Users.ListAsync(
            page: new PageRequest { Size = 2, ContinuationToken = first.ContinuationToken }, cancellationToken: Token);

        first.Items.Concat(second.Items).Select(user => user.Id).Should().Equal("a", "c");
        Shown(first).Should().Equal(("users/b", "preferences"));
        (await ((Func<Task>)(() => test.Users.GetAsync("b", Token))).Should().ThrowAsync<StateDataException>()).Which.Path
            .Should().Be("users/b");
    }

    [Fact]
    public async Task ListTasks_WithUnreadableTask_ReturnsTheOthersAndReportsIt()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var good = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var bad = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await PatchAsync(test, $"tasks/{bad.Id}", "payload", Values.Of("text"));
        var filter = TaskFilter.ByType("github", AgentTaskStatus.Pending);

        var page = await test.Queue.ListAsync(filter, cancellationToken: Token);

        page.Items.Select(task => task.Id).Should().Equal(good.Id);
        Shown(page).Should().Equal(($"tasks/{bad.Id}", "payload"));
        (await test.Queue.CountAsync(filter, Token)).Should().Be(2, "the count includes unreadable documents");
    }

    [Fact]
    public async Task SweepTasks_WithUnreadableTask_SweepsTheOthersAndLogsItOnce()
    {
        using var logs = new HeardLogs();
        var test = QueueUnderTest.Over(await CreateEngineAsync(), loggers: logs);
        var (good, bad) = (await ClaimAsync(test), await ClaimAsync(test));
        await PatchAsync(test, $"tasks/{bad}", "result", Values.Of("text"));
        await test.RunOutAsync(good, Token);
        await test.RunOutAsync(bad, Token);

        await test.Administration.SweepAsync(Token);
        await test.Administration.SweepAsync(Token);

        (await test.Queue.GetAsync(good, Token))!.Status.Should().Be(AgentTaskStatus.Scheduled);
        logs.CountOf(SweepUnreadable).Should().Be(1);
    }

    [Fact]
    public async Task ListActivity_WithUnreadableEntry_ReturnsTheOthersAndReportsIt()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var good = await test.Activity.WriteAsync(Entry("good"), Token);
        var bad = await test.Activity.WriteAsync(Entry("bad"), Token);
        await PatchAsync(test, $"logs/{bad.Id}", "details", Values.Of("text"));

        var page = await test.Activity.ListAsync(cancellationToken: Token);

        page.Items.Select(entry => entry.Id).Should().Equal(good.Id);
        Shown(page).Should().Equal(($"logs/{bad.Id}", "details"));
    }

    [Fact]
    public async Task TailActivity_WithUnreadableEntry_SkipsItAndLogsEachVersionOnce()
    {
        using var logs = new HeardLogs();
        var test = QueueUnderTest.Over(await CreateEngineAsync(), loggers: logs);
        var bad = await test.Activity.WriteAsync(Entry("bad"), Token);
        await test.Activity.WriteAsync(Entry("first"), Token);
        await PatchAsync(test, $"logs/{bad.Id}", "action", Values.Of(1));
        await using (var tail = test.Activity.TailAsync(cancellationToken: Token).GetAsyncEnumerator(Token))
        {
            (await NextAsync(tail)).Should().Be("first");
            await test.Activity.WriteAsync(Entry("second"), Token);
            (await NextAsync(tail)).Should().Be("second");
        }

        await ReadFirstAsync();
        logs.CountOf(EntryUnreadable).Should().Be(1);

        await PatchAsync(test, $"logs/{bad.Id}", "action", Values.Of(2));
        await ReadFirstAsync();
        logs.CountOf(EntryUnreadable).Should().Be(2);

        async Task ReadFirstAsync()
        {
            await using var tail = test.Activity.TailAsync(cancellationToken: Token).GetAsyncEnumerator(Token);
            (await NextAsync(tail)).Should().Be("first");
        }
    }

    // Written by a client whose clock is wrong.
    [Fact]
    public async Task TailActivity_WithFutureEntry_StillReturnsNewEntries()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var future = await test.Activity.WriteAsync(Entry("future"), Token);
        await PatchAsync(test, $"logs/{future.Id}", "timestamp", Values.Of(future.Timestamp + TimeSpan.FromDays(365)));
        await test.Activity.WriteAsync(Entry("first"), Token);
        await using var tail = test.Activity.TailAsync(cancellationToken: Token).GetAsyncEnumerator(Token);
        List<string> received = [await NextAsync(tail), await NextAsync(tail)];
        received.Should().BeEquivalentTo("future", "first");

        await test.Activity.WriteAsync(Entry("second"), Token);

        (await NextAsync(tail)).Should().Be("second");
    }

    [Theory]
    [InlineData("occurredAt")]
    [InlineData("traceId")]
    [InlineData("spanId")]
    [InlineData("expireAt")]
    public async Task ListActivity_WithMangledOptionalField_TreatsItAsMissing(string field)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var written = await test.Activity.WriteAsync(Entry("good"), Token);
        await PatchAsync(test, $"logs/{written.Id}", field, Values.Of([Values.Of(1)]));

        var page = await test.Activity.ListAsync(cancellationToken: Token);

        page.Items.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { OccurredAt = (DateTimeOffset?)null, TraceId = (string?)null, SpanId = (string?)null, ExpiresAt = (DateTimeOffset?)null });
    }

    private static IEnumerable<(string Path, string? FieldPath)> Shown<T>(Page<T> page) =>
        page.Unreadable.Select(document => (document.Path, document.FieldPath));

    private static NewActivity Entry(string action) => new() { Agent = "a", Action = action };

    private static async Task<string> ClaimAsync(QueueUnderTest test)
    {
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        return (await test.Queue.ClaimAsync("github", "a", Token))!.Task.Id;
    }

    private static Task PatchAsync(QueueUnderTest test, string path, string field, Value value) =>
        test.WriteRawAsync(Writes.Patch($"{test.Engine.Root.Parent}/{path}", [new(field, value)], [field]), Token);

    private static async Task<string> NextAsync(IAsyncEnumerator<ActivityTailItem> tail) =>
        await tail.MoveNextAsync().AsTask().WaitAsync(Eventually.Patience, Token)
            ? tail.Current.Entry!.Action
            : throw new InvalidOperationException("The tail has ended.");
}
