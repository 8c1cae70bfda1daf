using System.Diagnostics;

namespace AgentState.Chaos;

/// <summary>Handles a task with a random duration and a random outcome; a poison task ends the process.</summary>
/// <remarks>
/// Most tasks are short; some take more than two leases. Some fail with a retry, some finally. Half of the attempts ignore cancellation.
/// </remarks>
/// <param name="process">The name of the process.</param>
/// <param name="log">Records what the handler did.</param>
/// <param name="isDeadly">Whether poison tasks end the process.</param>
/// <param name="isBlocking">Whether the handler blocks its thread, as one that calls synchronous code does.</param>
/// <param name="lost">
/// Works on a long task until its lease is lost; null works for a fixed time. Without renewal each lease is lost eventually, but on a busy
/// machine the sweep may come later than any fixed time.
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
                throw new TaskRejectedException("chosen at random");
            case < Rejected + Retried:
                throw new TaskRetryException("chosen at random", TimeSpan.FromMilliseconds(Random.Shared.Next(1000)));
        }
    }
}
