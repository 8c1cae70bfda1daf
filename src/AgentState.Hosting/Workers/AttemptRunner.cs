using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Runs a handler on one task until the attempt has ended: by the handler, or by the worker itself where the handler does not return
/// within its grace period after its token was cancelled.
/// </summary>
internal sealed class AttemptRunner(
    IServiceProvider services, DocumentStack stack, ClaimSteps steps, AttemptOutcomes outcomes, ILogger logger)
{
    /// <summary>Returns when the attempt has ended. Its handler may go on: see <see cref="AttemptEnd.Handler"/>. Never throws.</summary>
    public async Task<AttemptEnd> RunAsync(TaskAttempt attempt)
    {
        var started = stack.Time.GetTimestamp();
        using var timeout = attempt.Worker.Options.Timeout is { } longest
            ? stack.Time.CreateTimer(_ => attempt.Cancel(TaskCancellationReason.TimedOut), state: null, longest, Timeout.InfiniteTimeSpan)
            : null;
        using var notes = new AttemptNotes(attempt, steps, stack.Time, logger);
        var run = new HandlerRun(services, attempt, notes, logger);

        // A handler that blocks its thread must not keep its timeout from being acted on.
        var handler = Task.Run(run.RunAsync);
        await WaitAsync(handler, attempt).ConfigureAwait(false);

        // What a handler reports from now on is refused: its attempt is over.
        await notes.CloseAsync().ConfigureAwait(false);
        var end = run.Outcome is { } outcome
            ? await outcomes.EndAsync(attempt, outcome).ConfigureAwait(false)
            : Abandon(attempt, handler);
        return end with { Duration = stack.Time.GetElapsedTime(started), Handler = handler };
    }

    // Until the handler has returned, or its grace period is over.
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

    // The handler keeps its place until it returns: what it does may still use up what its place stands for.
    private AttemptEnd Abandon(TaskAttempt attempt, Task handler)
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
