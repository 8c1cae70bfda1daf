using AgentState.Contracts;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests.Hosting;

/// <summary>The lease thread ticks even if the thread pool is starved.</summary>
public sealed class LeaseThreadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T9")]
    public async Task Tick_WithAFakeClock_RunsAtItsInterval()
    {
        var (clock, ticks) = (new FakeTimeProvider(), 0);
        using var thread = new LeaseThread(TimeSpan.FromHours(1), clock, () => Interlocked.Increment(ref ticks), NullLogger.Instance);

        for (var i = 1; i <= 3; i++)
        {
            clock.Advance(TimeSpan.FromHours(1));
            await Eventually.TrueAsync(() => Volatile.Read(ref ticks) == i, Eventually.Patience, Token);
        }
    }

    [Fact, Trait("Guarantee", "T9")]
    public async Task Tick_WhileThePoolIsStarved_RunsAndLogsTheStarvationOnce()
    {
        var ticks = 0;
        var held = new List<WaitCallback>();
        var isStarved = true;
        var log = new HeardLog<LeaseThreadTests>();
        var recovered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var thread = new LeaseThread(
            TimeSpan.FromMilliseconds(20), TimeProvider.System, () => Interlocked.Increment(ref ticks), log, Queue)
        {
            Recovered = () => recovered.TrySetResult(),
        };

        await Eventually.TrueAsync(() => thread.IsLate, Eventually.Patience, Token);
        var before = Volatile.Read(ref ticks);
        await Eventually.TrueAsync(() => Volatile.Read(ref ticks) > before + 3, Eventually.Patience, Token);
        lock (held)
        {
            isStarved = false;
            held.ForEach(static callback => callback(null));
        }

        await recovered.Task.WaitAsync(Eventually.Patience, Token);
        log.Told.Count(line => line.Text.Contains("the thread pool is starved", StringComparison.Ordinal)).Should().Be(1);

        void Queue(WaitCallback callback)
        {
            lock (held)
            {
                if (isStarved)
                {
                    held.Add(callback);
                    return;
                }
            }

            callback(null);
        }
    }

    [Fact, Trait("Guarantee", "T9")]
    public async Task Tick_ThatThrows_IsFollowedByTheNext()
    {
        var ticks = 0;
        using var thread = new LeaseThread(TimeSpan.FromMilliseconds(20), TimeProvider.System, Tick, NullLogger.Instance);

        await Eventually.TrueAsync(() => Volatile.Read(ref ticks) > 2, Eventually.Patience, Token);

        void Tick()
        {
            Interlocked.Increment(ref ticks);
            throw new InvalidOperationException("broken");
        }
    }
}
