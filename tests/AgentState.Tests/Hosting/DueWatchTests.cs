using AgentState.Contracts;
using AgentState.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests.Hosting;

/// <summary>The watch finds the next due task with a listener, or with queries while there is a backlog.</summary>
/// <remarks>During a backlog, Firestore would evaluate the listener for every write.</remarks>
public sealed class DueWatchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // An unreadable task stays first in the order, so a watch of the first task alone would never find the next one.
    [Theory, Trait("Guarantee", "T24")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DueWatch_FirstTaskUnreadable_ReadsFurtherTasks(bool isFirstReadable)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var process = QueueUnderTest.Over(new EmbeddedDocumentStore(new DatabaseRoot("p"), time, indexFrom: 0), time: time);
        var first = await process.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { Delay = TimeSpan.FromHours(1) }, Token);
        var second = await process.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { Delay = TimeSpan.FromHours(2) }, Token);
        if (!isFirstReadable)
        {
            await process.PatchRawAsync(
                first.Id, new Dictionary<string, Google.Cloud.Firestore.V1.Value?> { ["priority"] = Values.Of("high") }, Token);
        }

        var watch = new DueWatch(
            process.Stack, process.Listeners, process.Sweeper, new WorkMeter(), new TaskOptions(), NullLogger.Instance);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var watching = watch.RunAsync(ending.Token);
        await Eventually.TrueAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromMinutes(1));
                return (await process.Queue.GetAsync(second.Id, Token))!.Status is AgentTaskStatus.Pending;
            },
            Eventually.Patience,
            Token).WhileAsync(watching);

        process.Faults.Queries.Any(query => query.Limit == 20 && query.From[0].CollectionId == "tasks").Should().Be(!isFirstReadable);
        await ending.CancelAsync();
        await watching.Awaiting(run => run).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact, Trait("Guarantee", "T24"), Trait("Guarantee", "T43")]
    public async Task DueWatch_DuringABacklog_QueriesInsteadOfListening()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var process = QueueUnderTest.Over(new EmbeddedDocumentStore(new DatabaseRoot("p"), time, indexFrom: 0), time: time);
        var meter = new WorkMeter { HasBacklog = true };
        var watch = new DueWatch(process.Stack, process.Listeners, process.Sweeper, meter, new TaskOptions(), NullLogger.Instance);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var watching = watch.RunAsync(ending.Token);
        await PassAsync(() => process.Faults.Queries.Count >= 4);
        process.Faults.Calls.Should().NotContain(Verb.Listen);

        meter.HasBacklog = false;
        await PassAsync(() => process.Faults.Calls.Contains(Verb.Listen));

        meter.HasBacklog = true;
        var asked = process.Faults.Calls.Count(static verb => verb is Verb.Query);
        await PassAsync(() => process.Faults.Calls.Count(static verb => verb is Verb.Query) > asked + 1);
        process.Faults.Calls.Count(static verb => verb is Verb.Listen).Should().Be(1);

        await ending.CancelAsync();
        await watching.Awaiting(run => run).Should().ThrowAsync<OperationCanceledException>();

        Task PassAsync(Func<bool> condition) => Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return condition();
            },
            Eventually.Patience,
            Token).WhileAsync(watching);
    }
}
