using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Contracts;

/// <summary>How long a worker relies on a lease, and the length of the leases that it stores.</summary>
public abstract class WorkerLeaseContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // Renewed after 3 to 4 seconds; an unconfirmed attempt is cancelled one second before its lease ends.
    private static readonly TimeSpan Lease = 12 * Second;
    private static readonly TimeSpan Margin = Second;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The database counts the lease from the commit. The worker has only the times of its request and of the reply.
    [Fact, Trait("Guarantee", "T9"), Trait("Guarantee", "T10")]
    public async Task Lease_OfAClaimWithALateReply_CountsFromTheRequest()
    {
        var inner = new Undisposed(await CreateEngineAsync());
        var gate = new ReplyGate(inner) { Holds = ReplyGate.IsOfTasks };
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var test = new Attempt(inner, gate, time);
        await test.StartAsync();
        await gate.Held.WaitAsync(Patience, Token);

        time.Advance(Lease / 2);
        gate.Drops = ReplyGate.IsOfTasks;
        gate.Open();
        await test.Begun.WaitAsync(Patience, Token);
        time.Advance((Lease / 2) - Margin);

        (await test.Cancelled.WaitAsync(Patience, Token)).Should().Be(TaskCancellationReason.LeaseUnconfirmed);
        await test.EndAsync();
    }

    [Fact, Trait("Guarantee", "T9"), Trait("Guarantee", "T10")]
    public async Task Lease_OfARenewalWithALateReply_CountsFromTheRequest()
    {
        var inner = new Undisposed(await CreateEngineAsync());
        var gate = new ReplyGate(inner);
        var start = DateTimeOffset.UtcNow;
        var time = new FakeTimeProvider(start);
        using var test = new Attempt(inner, gate, time);
        await test.StartAsync();
        await test.Begun.WaitAsync(Patience, Token);

        // The renewal is sent after 3 seconds and answered after 5.
        gate.Holds = ReplyGate.IsOfTasks;
        time.Advance(3 * Second);
        await gate.Held.WaitAsync(Patience, Token);
        time.Advance(2 * Second);
        gate.Drops = ReplyGate.IsOfTasks;
        gate.Open();

        // The next renewal is sent after this reply was processed.
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(gate.Dropped.IsCompleted ? TimeSpan.Zero : Second);
                return gate.Dropped.IsCompleted;
            },
            Patience,
            Token);
        time.SetUtcNow(start + (3 * Second) + Lease - Margin);

        (await test.Cancelled.WaitAsync(Patience, Token)).Should().Be(TaskCancellationReason.LeaseUnconfirmed);
        await test.EndAsync();
    }

    [Theory, Trait("Guarantee", "T8")]
    [InlineData(-60, false)]
    [InlineData(60, false)]
    [InlineData(-60, true)]
    [InlineData(60, true)]
    public async Task Leases_OnAHostWithAWrongClock_HaveTheirFullLength(int minutes, bool isLimited)
    {
        var lease = TimeSpan.FromMinutes(2);
        var inner = new Undisposed(await CreateEngineAsync());
        var fleet = QueueUnderTest.Over(inner);
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (isLimited)
        {
            await fleet.Administration.SetConcurrencyLimitAsync("github", 1, Token);
        }

        using var host = WorkerHost.Of(
            inner,
            builder => builder.AddTaskWorker("github", async (_, token) =>
            {
                await finish.Task.WaitAsync(token);
                return null;
            }),
            options => (options.LeaseDuration, options.RenewalInterval) = (lease, Second),
            time: new SkewedTimeProvider(TimeProvider.System) { Skew = TimeSpan.FromMinutes(minutes) });
        var id = (await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
        await host.StartAsync(Token);

        // The lengths of the claimed lease and of the renewed lease.
        var lengths = new Dictionary<DateTimeOffset, TimeSpan>();
        await Eventually.TrueAsync(
            async () =>
            {
                var task = (await fleet.Queue.GetAsync(id, Token))!;
                if (task.LeaseExpiresAt is { } end)
                {
                    lengths[end] = end - task.Version.ToTimestamp().ToDateTimeOffset();
                }

                return lengths.Count >= 2;
            },
            Patience,
            Token);
        finish.SetResult();
        await host.StopAsync(Token);

        lengths.Values.Should().OnlyContain(length => length <= lease && length > lease / 2);
    }

    // A worker with one task, whose handler runs until EndAsync is called.
    private sealed class Attempt(IDocumentStore engine, ReplyGate gate, TimeProvider time) : IDisposable
    {
        private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<TaskCancellationReason?> cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Microsoft.Extensions.Hosting.IHost? host;

        public Task Begun => begun.Task;

        public Task<TaskCancellationReason?> Cancelled => cancelled.Task;

        public async Task StartAsync()
        {
            await QueueUnderTest.Over(engine).Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
            host = WorkerHost.Of(
                gate,
                builder => builder.AddTaskWorker("github", WorkAsync),
                options => (options.LeaseDuration, options.RenewalInterval, options.ClaimTimeout) = (Lease, 4 * Second, Lease),
                time: time);
            await host.StartAsync(Token);
        }

        // Writes pass again, because a retry during the stop would wait for ever on a stopped clock.
        public async Task EndAsync()
        {
            gate.Drops = static _ => false;
            finish.SetResult();
            await host!.StopAsync(Token).WaitAsync(Patience, Token);
        }

        public void Dispose() => host?.Dispose();

        private async Task<StateMap?> WorkAsync(TaskContext context, CancellationToken cancellationToken)
        {
            using var registration = cancellationToken.Register(() => cancelled.TrySetResult(context.CancellationReason));
            begun.TrySetResult();
            await finish.Task;
            return null;
        }
    }
}
