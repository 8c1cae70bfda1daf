using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>Runs a handler on one task, and makes of what comes out the end of its claim.</summary>
internal sealed class AttemptRunner(
    IServiceProvider services, DocumentStack stack, ClaimSteps steps, TaskEnds ends, ActivityForm activities, ILogger logger)
{
    // A batch that was not answered is committed again: what was applied is recognised.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Never throws.</summary>
    public async Task<AttemptEnd> RunAsync(TaskAttempt attempt)
    {
        var started = stack.Time.GetTimestamp();
        Func<TaskClaim, TaskEnd>? end;
        var isResult = false;
        using var timeout = attempt.Worker.Options.Timeout is { } longest
            ? stack.Time.CreateTimer(_ => attempt.Cancel(TaskCancellationReason.TimedOut), state: null, longest, Timeout.InfiniteTimeSpan)
            : null;
        try
        {
            var result = await HandleAsync(attempt).ConfigureAwait(false);
            isResult = attempt.Extras.IsEmpty;
            end = isResult
                ? claim => ends.Complete(claim, result)
                : await CompleteWithExtrasAsync(attempt, result).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            end = EndOf(attempt, error);
        }

        return new AttemptEnd(attempt, end, stack.Time.GetElapsedTime(started)) { IsResult = isResult };
    }

    private async Task<StateMap?> HandleAsync(TaskAttempt attempt)
    {
        var scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            using var span = WorkerTelemetry.Begin(attempt.Task);
            using var notes = new AttemptNotes(attempt, steps, stack.Time, logger);
            try
            {
                var handler = attempt.Worker.MakeHandler(scope.ServiceProvider);
                return await handler.HandleAsync(new TaskContext(attempt, notes), attempt.Token).ConfigureAwait(false);
            }
            finally
            {
                await notes.CloseAsync().ConfigureAwait(false);
            }
        }
    }

    private Func<TaskClaim, TaskEnd>? EndOf(TaskAttempt attempt, Exception error)
    {
        if (error is TaskWaitsException waits && attempt.CancellationReason is not TaskCancellationReason.LeaseLost)
        {
            return claim => ends.Wait(claim, waits.Deadline);
        }

        switch (attempt.CancellationReason)
        {
            case TaskCancellationReason.LeaseLost or TaskCancellationReason.LeaseUnconfirmed:
                HostingLog.AttemptLost(logger, attempt.Task.Id, attempt.Task.Attempt);
                return attempt.CancellationReason is TaskCancellationReason.LeaseLost ? null : ends.Release;
            case TaskCancellationReason.Shutdown when error is OperationCanceledException:
                return ends.Release;
            case TaskCancellationReason.CancelRequested when error is OperationCanceledException:
                // A task that was asked to stop ends cancelled, whichever way it leaves.
                return ends.Release;
            case TaskCancellationReason.TimedOut when error is OperationCanceledException:
                return claim => ends.Fail(claim, new TaskFailure($"timed_out after {attempt.Worker.Options.Timeout}") { Retryable = true });
            default:
                HostingLog.AttemptFailed(logger, attempt.Task.Id, attempt.Task.Attempt, error);
                var failure = FailureOf(error);
                return claim => ends.Fail(claim, failure);
        }
    }

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

    // All of it, or nothing: by itself, since a shared call is not one commit. Null: it is done.
    private async Task<Func<TaskClaim, TaskEnd>?> CompleteWithExtrasAsync(TaskAttempt attempt, StateMap? result)
    {
        try
        {
            var batch = new StateBatch(stack, ends, activities);
            batch.Complete(attempt.Claim, result);
            foreach (var add in attempt.Extras)
            {
                add(batch);
            }

            await CommitAsync(attempt, batch).ConfigureAwait(false);
            return null;
        }
        catch (Exception error) when (error is LeaseLostException or TaskEndedException)
        {
            HostingLog.AttemptLost(logger, attempt.Task.Id, attempt.Task.Attempt);
            return null;
        }
        catch (StateLimitException error)
        {
            // As a result alone that is too large: done again, it would be so again.
            HostingLog.EndRefused(logger, attempt.Task.Id, error);
            return claim => ends.Fail(claim, new TaskFailure(AgentTaskErrors.ResultTooLarge));
        }
    }

    // What says nothing of the work itself does not undo it: the lease is renewed meanwhile.
    private async Task CommitAsync(TaskAttempt attempt, StateBatch batch)
    {
        while (true)
        {
            try
            {
                await batch.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (AgentStateException error) when (error is StateUnavailableException or StateQuotaExceededException or StatePermissionException)
            {
                HostingLog.EndWaits(logger, attempt.Task.Id, error);
                await Task.Delay(RetryDelay, stack.Time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}
