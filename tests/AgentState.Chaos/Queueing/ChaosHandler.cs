using System.Diagnostics;

namespace AgentState.Chaos;

/// <summary>
/// Works on a task: a poisonous one ends the process; others are worked on mostly for a moment, now and then for longer than two leases;
/// fails now and then, for this time or for good; and every other time does not
/// care whether it is told to stop.
/// </summary>
/// <param name="process">The process it works in.</param>
/// <param name="log">What it did.</param>
/// <param name="isDeadly">Whether poisonous tasks do what they do.</param>
/// <param name="isBlocking">Whether it keeps its thread while it works, as a handler that calls synchronous code does.</param>
/// <param name="lost">
/// How a long task is worked on until its lease is lost, however long that takes; null = it is worked on for a fixed time. Without renewal
/// a lease is always lost, soon or
/// late: on a busy machine a sweep may come after any fixed time.
/// </param>
internal sealed class ChaosHandler(string process, HandlerLog log, bool isDeadly, bool isBlocking, Func<TaskContext, Task>? lost = null)
{
    private const double Rejected = 0.03;
    private const double Retried = 0.10;

    public async Task<StateMap?> HandleAsync(TaskContext context, CancellationToken cancellationToken)
    {
        log.Begin(context);
        if (isDeadly && ChaosTask.IsPoison(context.Task))
        {
            log.End(context, HandlerLog.Poison);
            Process.GetCurrentProcess().Kill();
        }

        try
        {
            if (lost is not null && ChaosTask.IsLong(context.Task))
            {
                await lost(context);
            }
            else
            {
                await WorkAsync(ChaosTask.IsLong(context.Task), Random.Shared.Next(2) == 0 ? cancellationToken : CancellationToken.None);
            }
        }
        catch (Exception error)
        {
            log.End(context, error.GetType().Name);
            throw;
        }

        log.End(context, "done");
        return ChaosTask.ResultOf(context, process);
    }

    private async Task WorkAsync(bool isLong, CancellationToken cancellationToken)
    {
        var length = isLong ? ChaosTask.Lease * 2.25 : TimeSpan.FromMilliseconds(Random.Shared.Next(200));
        if (isBlocking)
        {
            cancellationToken.WaitHandle.WaitOne(length);
            cancellationToken.ThrowIfCancellationRequested();
        }
        else
        {
            await Task.Delay(length, TimeProvider.System, cancellationToken);
        }

        switch (Random.Shared.NextDouble())
        {
            case < Rejected:
                throw new TaskRejectedException("drawn by lot");
            case < Rejected + Retried:
                throw new TaskRetryException("drawn by lot", TimeSpan.FromMilliseconds(Random.Shared.Next(1000)));
        }
    }
}
