using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Makes of what a handler came to the end of its claim, and logs the ends that somebody should look at: one warning each.
/// </summary>
internal sealed class AttemptOutcomes(TaskEnds ends, AttemptCompletion completion, HandlerCheck check, ILogger logger)
{
    /// <summary>How the attempt ends.</summary>
    public async Task<AttemptEnd> EndAsync(TaskAttempt attempt, HandlerOutcome outcome)
    {
        if (!outcome.IsMade)
        {
            // The task is not to blame: it is given back, uncounted.
            check.Begin(attempt.Worker, outcome.Error);
            return new AttemptEnd(attempt, ends.Release);
        }

        if (attempt.AsksForInput && outcome.Error is not TaskWaitsException && !IsStopped(attempt, outcome.Error))
        {
            return EndOfFailure(
                attempt, Misused(attempt, outcome.Error), outcome.Error, "the handler asked for input and did not wait for it");
        }

        return outcome.Error is { } error
            ? EndOf(attempt, error)
            : await completion.CompleteAsync(attempt, outcome.Result).ConfigureAwait(false);
    }

    /// <summary>How an attempt ends whose handler does not return although it was told to.</summary>
    public AttemptEnd EndOfStuck(TaskAttempt attempt)
    {
        var options = attempt.Worker.Options;
        var reason = attempt.CancellationReason!.Value;
        HostingLog.HandlerStuck(logger, attempt.Task.Id, attempt.Task.Attempt, reason, options.CancellationGracePeriod);
        return reason switch
        {
            TaskCancellationReason.LeaseLost => new AttemptEnd(attempt, Make: null),
            TaskCancellationReason.TimedOut => Fail(attempt, TimedOut(attempt, "; its handler does not stop")),
            _ => new AttemptEnd(attempt, ends.Release),
        };
    }

    private AttemptEnd EndOf(TaskAttempt attempt, Exception error)
    {
        if (error is TaskWaitsException waits && attempt.CancellationReason is not TaskCancellationReason.LeaseLost)
        {
            return new AttemptEnd(attempt, claim => ends.Wait(claim, waits.Deadline));
        }

        switch (attempt.CancellationReason)
        {
            case TaskCancellationReason.LeaseLost or TaskCancellationReason.LeaseUnconfirmed:
                HostingLog.AttemptLost(logger, attempt.Task.Id, attempt.Task.Attempt);
                return new AttemptEnd(attempt, attempt.CancellationReason is TaskCancellationReason.LeaseLost ? null : ends.Release);
            case TaskCancellationReason.Shutdown or TaskCancellationReason.CancelRequested when error is OperationCanceledException:
                // A task that was asked to stop ends cancelled, whichever way it leaves.
                return new AttemptEnd(attempt, ends.Release);
            case TaskCancellationReason.TimedOut when error is OperationCanceledException:
                HostingLog.AttemptTimedOut(
                    logger, attempt.Task.Id, attempt.Task.Attempt, attempt.Task.MaxAttempts, attempt.Worker.Options.Timeout);
                return Fail(attempt, TimedOut(attempt, ""));
            default:
                return EndOfFailure(attempt, FailureOf(error), error, "the handler rejected it");
        }
    }

    private AttemptEnd EndOfFailure(TaskAttempt attempt, TaskFailure failure, Exception? cause, string whyForGood)
    {
        var task = attempt.Task;
        if (failure.Retryable && task.Attempt < task.MaxAttempts)
        {
            HostingLog.AttemptFailed(logger, task.Id, task.Attempt, cause);
        }
        else
        {
            var why = failure.Retryable ? $"all {task.MaxAttempts} attempts are used up" : whyForGood;
            HostingLog.TaskFailed(logger, task.Id, task.Attempt, why, cause);
        }

        return Fail(attempt, failure);
    }

    private AttemptEnd Fail(TaskAttempt attempt, TaskFailure failure) => new(attempt, claim => ends.Fail(claim, failure)) { Failure = failure };

    private static TaskFailure TimedOut(TaskAttempt attempt, string more) =>
        new($"{AgentTaskErrors.TimedOut} after {attempt.Worker.Options.Timeout}{more}") { Retryable = true };

    private static TaskFailure FailureOf(Exception error)
    {
        var message = ExceptionText.MessageOf(error);
        return error switch
        {
            TaskRejectedException => new TaskFailure(message),
            TaskRetryException retry => new TaskFailure(message) { Retryable = true, RetryAfter = TaskFailure.WithinRange(retry.After) },
            _ => new TaskFailure($"{error.GetType().Name}: {message}") { Retryable = true },
        };
    }

    // A mistake in the handler, which the next attempt would make again.
    private static TaskFailure Misused(TaskAttempt attempt, Exception? error)
    {
        var done = error is null ? "returned" : $"threw {error.GetType().Name}";
        return new TaskFailure(
            $"The handler called WaitForInput for task '{attempt.Task.Id}', but {done} instead of throwing what that returns. " +
            "Write `throw context.WaitForInput(...)`, and let the TaskWaitsException pass through each catch.");
    }

    // What came between is why the handler stopped.
    private static bool IsStopped(TaskAttempt attempt, Exception? error) =>
        attempt.CancellationReason is TaskCancellationReason.LeaseLost or TaskCancellationReason.LeaseUnconfirmed ||
        (attempt.CancellationReason is not null && error is OperationCanceledException);
}
