using System.Collections.Concurrent;
using AgentState.Internal.Tasks.Batching;
using AgentState.Internal.Tasks.Completing;
using AgentState.Internal.Tasks.Renewing;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting.Workers.Leases;

/// <summary>Renews the leases of all attempts of the process, all due ones in one call.</summary>
/// <remarks>
/// If a lease cannot be confirmed in time, the handler's token is cancelled before another worker can claim the task. It runs on a
/// dedicated thread, so that handlers that block pool threads do not delay it.
/// </remarks>
internal sealed class LeaseKeeper(
    TaskRenewals renewals, TaskBatch taskBatch, CompletionFactory factory, TaskOptions options, TimeProvider time, ILogger logger)
    : IDisposable
{
    private readonly ConcurrentDictionary<TaskAttempt, bool> held = new();
    private readonly CancellationTokenSource ending = new();
    private LeaseThread? thread;

    // Four checks per interval: a lease is renewed after three quarters of the interval at the earliest, and after all of it at the latest.
    private TimeSpan Step => options.RenewalInterval / 4;

    // The remaining lease time at which an attempt with an unconfirmed lease is cancelled.
    private TimeSpan Margin => options.LeaseDuration / 12 > Step ? options.LeaseDuration / 12 : Step;

    /// <summary>The number of attempts whose outcome is not stored.</summary>
    public int Count => held.Count;

    /// <summary>Whether renewals may be late because the thread pool is starved. Nothing must be claimed while it is true.</summary>
    public bool IsLate => thread?.IsLate is true;

    /// <summary>Starts the renewals.</summary>
    /// <param name="recovered">Called when renewals are in time again.</param>
    /// <param name="pool">Queues a work item; null = to the thread pool.</param>
    public void Start(Action recovered, Action<WaitCallback>? pool = null) =>
        thread = new LeaseThread(Step, time, Renew, logger, pool) { Recovered = recovered };

    /// <summary>The attempts whose outcome is not stored.</summary>
    public IEnumerable<TaskAttempt> Held => held.Select(static entry => entry.Key);

    public void Add(TaskAttempt attempt) => held.TryAdd(attempt, true);

    public void Remove(TaskAttempt attempt) => held.TryRemove(attempt, out _);

    public void Dispose()
    {
        thread?.Dispose();
        ending.Cancel();
    }

    /// <summary>Tries once to release all tasks that are still held. Logs a failure.</summary>
    public async Task ReleaseAllAsync()
    {
        try
        {
            using var deadline = new CancellationTokenSource(options.ClaimTimeout, time);
            await taskBatch
                .RunAsync([.. held.Keys.Select(attempt => factory.Release(attempt.Claim))], [], deadline.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is AgentStateException or OperationCanceledException or ObjectDisposedException)
        {
            HostingLog.RenewalUnknown(logger, held.Count, error);
        }
    }

    private void Renew()
    {
        foreach (var attempt in held.Keys.Where(attempt => attempt.Remaining <= Margin))
        {
            attempt.Cancel(TaskCancellationReason.LeaseUnconfirmed);
        }

        var due = held.Keys.Where(attempt => !attempt.IsRenewing && attempt.SinceRenewal >= Step * 3).ToArray();
        if (due.Length > 0)
        {
            Array.ForEach(due, static attempt => attempt.IsRenewing = true);

            // Not awaited, so that a call that hangs does not delay the renewal of other leases.
            _ = RenewAsync(due, ending.Token);
        }
    }

    private async Task RenewAsync(TaskAttempt[] due, CancellationToken cancellationToken)
    {
        var sentAt = time.GetTimestamp();
        try
        {
            // The next call repeats a call that has not been answered by then.
            using var deadline = new CancellationTokenSource(options.RenewalInterval, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
            var outcomes = await renewals
                .RenewAsync(Array.ConvertAll(due, static attempt => attempt.Claim), either.Token).ConfigureAwait(false);
            for (var i = 0; i < due.Length; i++)
            {
                Settle(due[i], outcomes[i], sentAt);
            }
        }
        catch (Exception error)
        {
            // The leases may or may not be renewed. The attempts continue until their leases are about to expire.
            HostingLog.RenewalUnknown(logger, due.Length, error);
        }
        finally
        {
            Array.ForEach(due, static attempt => attempt.IsRenewing = false);
        }
    }

    private void Settle(TaskAttempt attempt, RenewalOutcome outcome, long sentAt)
    {
        switch (outcome)
        {
            case { Renewal: { } renewal }:
                attempt.Renew(renewal, sentAt);
                break;
            case { Error: LeaseLostException or StateNotFoundException }:
                attempt.Cancel(TaskCancellationReason.LeaseLost);
                break;
            case { Error: TaskEndedException }:
                // The attempt has ended in the meantime.
                break;
            default:
                HostingLog.RenewalUnknown(logger, 1, outcome.Error);
                break;
        }
    }
}
