using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Tasks.Renewing;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting.Workers.Attempts;

/// <summary>
/// Runs a handler on one task until the handler returns, or until its grace period after the cancellation of its token has elapsed.
/// </summary>
internal sealed class AttemptRunner(
    IServiceProvider services, DocumentStack stack, ClaimSteps steps, OutcomeRules outcomes, ILogger logger)
{
    /// <summary>
    /// Returns when the attempt has ended. The handler may still run; see <see cref="AttemptOutcome.Handler"/>. Never throws.
    /// </summary>
    public async Task<AttemptOutcome> RunAsync(TaskAttempt attempt)
    {
        var started = stack.Time.GetTimestamp();
        using var timeout = attempt.Worker.Options.Timeout is { } longest
            ? stack.Time.CreateTimer(_ => attempt.Cancel(TaskCancellationReason.TimedOut), state: null, longest, Timeout.InfiniteTimeSpan)
            : null;
        using var updates = new PendingUpdates(attempt, steps, stack.Time, logger);
        var run = new HandlerRun(services, attempt, updates, logger);

        // On another thread, so that a handler that blocks its thread does not delay the timeout.
        var handler = Task.Run(run.RunAsync);
        await WaitAsync(handler, attempt).ConfigureAwait(false);

        // Later updates of the handler are refused, because its attempt has ended.
        await updates.CloseAsync().ConfigureAwait(false);
        var end = run.Outcome is { } outcome
            ? await outcomes.EndAsync(attempt, outcome).ConfigureAwait(false)
            : Abandon(attempt, handler);
        return end with { Duration = stack.Time.GetElapsedTime(started), Handler = handler };
    }

    // Waits until the handler has returned, or its grace period has elapsed.
    private async Task WaitAsync(Task handler, TaskAttempt attempt)
    {
        if (await Task.WhenAny(handler, attempt.Cancelled).ConfigureAwait(false) != handler)
        {
            using var waiting = new CancellationTokenSource();
            var grace = Task.Delay(attempt.Worker.Options.CancellationGracePeriod, stack.Time, waiting.Token);
            await Task.WhenAny(handler, grace).ConfigureAwait(false);
            await waiting.CancelAsync().ConfigureAwait(false);
        }
    }

    // The handler counts against the concurrency until it returns, because it may still use resources.
    private AttemptOutcome Abandon(TaskAttempt attempt, Task handler)
    {
        attempt.Worker.Health.AddStuck(1);
        _ = FollowAsync();
        return outcomes.EndOfStuck(attempt);

        async Task FollowAsync()
        {
            await handler.ConfigureAwait(false);
            attempt.Worker.Health.AddStuck(-1);
            HostingLog.StuckHandlerReturned(logger, attempt.Task.Id, attempt.Task.Attempt);
        }
    }
}
