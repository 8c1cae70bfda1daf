using AgentState.Internal.Diagnostics;
using AgentState.Internal.Tasks.Completing;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting.Workers.Attempts;

/// <summary>Turns the outcome of a handler into the completion of its claim, and logs each failed attempt once.</summary>
internal sealed class OutcomeRules(CompletionFactory factory, AttemptCompletion completion, HandlerCheck check, ILogger logger)
{
    /// <summary>Returns the outcome of an attempt whose handler has returned.</summary>
    public async Task<AttemptOutcome> EndAsync(TaskAttempt attempt, HandlerOutcome outcome)
    {
        if (!outcome.IsMade)
        {
            // The task did not cause this, so it is released, uncounted.
            check.Begin(attempt.Worker, outcome.Error);
            return new AttemptOutcome(attempt, factory.Release);
        }

        if (attempt.AsksForInput && outcome.Error is not WaitForInputException && !IsStopped(attempt, outcome.Error))
        {
            return EndOfFailure(
                attempt,
                Misused(attempt, outcome.Error),
                outcome.Error,
                "the handler called WaitForInput and did not throw the returned exception");
        }

        return outcome.Error is { } error
            ? EndOf(attempt, error)
            : await completion.CompleteAsync(attempt, outcome.Result).ConfigureAwait(false);
    }

    /// <summary>Returns the outcome of an attempt whose handler did not return after its token was cancelled.</summary>
    public AttemptOutcome EndOfStuck(TaskAttempt attempt)
    {
        var options = attempt.Worker.Options;
        var reason = attempt.CancellationReason!.Value;
        HostingLog.HandlerStuck(logger, attempt.Task.Id, attempt.Task.Attempt, reason, options.CancellationGracePeriod);
        return reason switch
        {
            TaskCancellationReason.LeaseLost => new AttemptOutcome(attempt, Make: null),
            TaskCancellationReason.TimedOut => Fail(attempt, TimedOut(attempt, "; its handler did not stop")),
            _ => new AttemptOutcome(attempt, factory.Release),
        };
    }

    private AttemptOutcome EndOf(TaskAttempt attempt, Exception error)
    {
        if (error is WaitForInputException waits && attempt.CancellationReason is not TaskCancellationReason.LeaseLost)
        {
            return new AttemptOutcome(attempt, claim => factory.Wait(claim, waits.Deadline));
        }

        switch (attempt.CancellationReason)
        {
            case TaskCancellationReason.LeaseLost or TaskCancellationReason.LeaseUnconfirmed:
                HostingLog.AttemptLost(logger, attempt.Task.Id, attempt.Task.Attempt);
                return new AttemptOutcome(attempt, attempt.CancellationReason is TaskCancellationReason.LeaseLost ? null : factory.Release);
            case TaskCancellationReason.Shutdown or TaskCancellationReason.CancelRequested when error is OperationCanceledException:
                // Releasing a task with a cancel request ends it as cancelled.
                return new AttemptOutcome(attempt, factory.Release);
            case TaskCancellationReason.TimedOut when error is OperationCanceledException:
                HostingLog.AttemptTimedOut(
                    logger, attempt.Task.Id, attempt.Task.Attempt, attempt.Task.MaxAttempts, attempt.Worker.Options.Timeout);
                return Fail(attempt, TimedOut(attempt, ""));
            default:
                return EndOfFailure(attempt, FailureOf(error), error, "the handler rejected it");
        }
    }

    private AttemptOutcome EndOfFailure(TaskAttempt attempt, TaskFailure failure, Exception? cause, string whyForGood)
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

    private AttemptOutcome Fail(TaskAttempt attempt, TaskFailure failure) =>
        new(attempt, claim => factory.Fail(claim, failure)) { Failure = failure };

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

    // A bug in the handler, which the next attempt would repeat.
    private static TaskFailure Misused(TaskAttempt attempt, Exception? error)
    {
        var done = error is null ? "returned" : $"threw {error.GetType().Name}";
        return new TaskFailure(
            $"The handler called WaitForInput for task '{attempt.Task.Id}', but {done} instead of throwing the returned exception. " +
            "Write `throw context.WaitForInput(...)`, and do not catch the WaitForInputException.");
    }

    // Whether the handler stopped because of a cancellation instead.
    private static bool IsStopped(TaskAttempt attempt, Exception? error) =>
        attempt.CancellationReason is TaskCancellationReason.LeaseLost or TaskCancellationReason.LeaseUnconfirmed ||
        (attempt.CancellationReason is not null && error is OperationCanceledException);
}
