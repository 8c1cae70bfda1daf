using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentState.Contracts;

/// <summary>A cancel request reaches the running handler of its task at once.</summary>
public abstract class TaskCancelContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T10"), Trait("Guarantee", "T32")]
    public async Task CancelAsync_InTheHandlersProcess_ReachesItWithoutACall()
    {
        // No listener receives anything, and no lease is renewed while the test runs.
        var engine = new FaultyDocumentStore(new Undisposed(await CreateEngineAsync()))
        {
            Otherwise = verb => verb is Verb.Listen ? Fault.Abort : null,
        };
        var handler = new Handler();
        using var host = Host(engine, handler);
        await host.StartAsync(Token);
        var queue = host.Services.GetRequiredService<ITaskQueue>();
        var task = await queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await handler.Begun.WaitAsync(Patience, Token);

        await host.Services.GetRequiredService<ITaskAdministration>().CancelAsync(task.Id, Token);

        (await handler.Stopped.WaitAsync(Patience, Token)).Should().Be(TaskCancellationReason.CancelRequested);
        await Eventually.TrueAsync(
            async () => (await queue.GetAsync(task.Id, Token))!.Status is AgentTaskStatus.Cancelled, Patience, Token);
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "T10"), Trait("Guarantee", "T32")]
    public async Task CancelAsync_InAnotherProcess_ReachesTheHandlerByAListener()
    {
        var inner = new Undisposed(await CreateEngineAsync());
        var engine = new FaultyDocumentStore(inner);
        var fleet = QueueUnderTest.Over(inner);
        var handler = new Handler();
        using var host = Host(engine, handler);
        await host.StartAsync(Token);
        await Eventually.TrueAsync(() => engine.Calls.Contains(Verb.Listen), Patience, Token);
        engine.Queries.Should().NotContain(query => IsForCancels(query), "no task is running");
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await handler.Begun.WaitAsync(Patience, Token);

        await fleet.Administration.CancelAsync(task.Id, Token);

        (await handler.Stopped.WaitAsync(Patience, Token)).Should().Be(TaskCancellationReason.CancelRequested);
        engine.Queries.Count(IsForCancels).Should().Be(1);
        (await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token)).Status.Should().Be(AgentTaskStatus.Cancelled);
        await host.StopAsync(Token);
    }

    [Fact, Trait("Guarantee", "T32")]
    public async Task CancelAsync_OfAnEarlierTask_DoesNotCancelLaterOnes()
    {
        var inner = new Undisposed(await CreateEngineAsync());
        var engine = new FaultyDocumentStore(inner);
        var fleet = QueueUnderTest.Over(inner);
        var earlier = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var claim = (await fleet.Queue.ClaimAsync("github", "github-agent", Token))!;
        await fleet.Administration.CancelAsync(earlier.Id, Token);
        await fleet.Queue.FailAsync(claim.Claim, new TaskFailure("no"), Token);
        var handler = new Handler();
        using var host = Host(engine, handler);
        await host.StartAsync(Token);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await handler.Begun.WaitAsync(Patience, Token);
        await Eventually.TrueAsync(() => engine.Queries.Any(IsForCancels), Patience, Token);
        handler.Finish();

        (await fleet.Queue.WaitForResultAsync(task.Id, Token).WaitAsync(Patience, Token)).Status.Should().Be(AgentTaskStatus.Done);
        handler.Stopped.IsCompleted.Should().BeFalse();
        await host.StopAsync(Token);
    }

    private static bool IsForCancels(StructuredQuery query) => query.OrderBy.Any(order => order.Field.FieldPath == "cancelRequestedAt");

    private static IHost Host(FaultyDocumentStore engine, Handler handler) => WorkerHost.Of(
        engine,
        builder => builder.AddTaskWorker("github", handler.WorkAsync),
        options =>
        {
            (options.LeaseDuration, options.RenewalInterval) = (TimeSpan.FromHours(2), TimeSpan.FromMinutes(40));
            options.PollInterval = TimeSpan.FromMilliseconds(200);
        });

    private sealed class Handler
    {
        private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<TaskCancellationReason?> stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource finish = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => begun.Task;

        public Task<TaskCancellationReason?> Stopped => stopped.Task;

        public void Finish() => finish.SetResult();

        public async Task<StateMap?> WorkAsync(TaskContext context, CancellationToken cancellationToken)
        {
            begun.TrySetResult();
            try
            {
                await finish.Task.WaitAsync(cancellationToken);
                return null;
            }
            catch (OperationCanceledException)
            {
                stopped.TrySetResult(context.CancellationReason);
                throw;
            }
        }
    }
}
