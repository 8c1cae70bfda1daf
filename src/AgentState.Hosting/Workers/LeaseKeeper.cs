using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Renews the leases of all attempts of the process: those that are due go together in one call. Whose lease can't be confirmed in time is told to stop before
/// anybody else can have the task. It works on a thread of its own, so that handlers which block the threads of the pool do not hold it up.
/// </summary>
internal sealed class LeaseKeeper(
    TaskRenewals renewals, TaskExchange exchange, TaskEnds ends, TaskOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly ConcurrentDictionary<TaskAttempt, bool> held = new();
    private readonly CancellationTokenSource ending = new();
    private LeaseThread? thread;

    // Four looks to an interval: whoever is due is renewed at three quarters of it at the earliest, and at the whole at the latest.
    private TimeSpan Step => options.RenewalInterval / 4;

    // The last moment at which an attempt whose lease is not confirmed may go on.
    private TimeSpan Margin => options.LeaseDuration / 12 > Step ? options.LeaseDuration / 12 : Step;

    /// <summary>How many attempts there are whose end is not stored.</summary>
    public int Count => held.Count;

    /// <summary>Whether leases may not be renewed in time, since the thread pool is starved: nothing is to be claimed meanwhile.</summary>
    public bool IsLate => thread?.IsLate is true;

    /// <summary>Begins.</summary>
    /// <param name="recovered">Called when leases can be renewed in time again.</param>
    /// <param name="pool">Runs something in the thread pool; null = the thread pool itself.</param>
    public void Start(Action recovered, Action<WaitCallback>? pool = null) =>
        thread = new LeaseThread(Step, time, Renew, logger, pool) { Recovered = recovered };

    /// <summary>The attempts whose end is not stored.</summary>
    public IEnumerable<TaskAttempt> Held => held.Select(static entry => entry.Key);

    public void Add(TaskAttempt attempt) => held.TryAdd(attempt, true);

    public void Remove(TaskAttempt attempt) => held.TryRemove(attempt, out _);

    public void Dispose()
    {
        thread?.Dispose();
        ending.Cancel();
    }

    /// <summary>Gives back whatever is still held, as far as that can be done.</summary>
    public async Task ReleaseAllAsync()
    {
        try
        {
            using var deadline = new CancellationTokenSource(options.ClaimTimeout, time);
            await exchange.RunAsync([.. held.Keys.Select(attempt => ends.Release(attempt.Claim))], [], deadline.Token).ConfigureAwait(false);
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

            // Not waited for: a call that hangs keeps no other attempt from being looked after.
            _ = RenewAsync(due, ending.Token);
        }
    }

    private async Task RenewAsync(TaskAttempt[] due, CancellationToken cancellationToken)
    {
        var sentAt = time.GetTimestamp();
        try
        {
            // A call that has not been answered by then is repeated by the next one.
            using var deadline = new CancellationTokenSource(options.RenewalInterval, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
            var outcomes = await renewals.RenewAsync(Array.ConvertAll(due, static attempt => attempt.Claim), either.Token).ConfigureAwait(false);
            for (var i = 0; i < due.Length; i++)
            {
                Settle(due[i], outcomes[i], sentAt);
            }
        }
        catch (Exception error)
        {
            // Whether the leases were renewed is not known; the clock decides how long that may last.
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
                // It has come to its end meanwhile.
                break;
            default:
                HostingLog.RenewalUnknown(logger, 1, outcome.Error);
                break;
        }
    }
}
