using AgentState.Internal.Activities;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Tasks.Completing;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting.Workers.Attempts;

/// <summary>
/// Completes tasks whose handlers have returned: in a shared batch, or in a commit of their own if they have child tasks or activity
/// entries.
/// </summary>
internal sealed class AttemptCompletion(DocumentStack stack, CompletionFactory factory, ActivityForm activities, ILogger logger)
{
    // Committing a batch again is safe: writes that were already applied are recognised.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Completes a task, or fails it for good if the completion cannot be stored. Never throws.</summary>
    /// <remarks>It fails for good because a retry would only repeat work that is done.</remarks>
    public async Task<AttemptOutcome> CompleteAsync(TaskAttempt attempt, StateMap? result)
    {
        if (attempt.Extras.IsEmpty)
        {
            return new AttemptOutcome(attempt, claim => factory.Complete(claim, result)) { IsResult = true };
        }

        try
        {
            // A commit of its own, because the items of a shared batch are not atomic.
            await CommitAsync(attempt, result).ConfigureAwait(false);
            return new AttemptOutcome(attempt, Make: null);
        }
        catch (Exception error) when (error is LeaseLostException or TaskEndedException or StateNotFoundException)
        {
            HostingLog.AttemptLost(logger, attempt.Task.Id, attempt.Task.Attempt);
            return new AttemptOutcome(attempt, Make: null);
        }
        catch (Exception error)
        {
            HostingLog.EndRefused(logger, attempt.Task.Id, error);
            var failure = new TaskFailure(
                error is StateLimitException
                    ? AgentTaskErrors.ResultTooLarge
                    : "The completion could not be stored with its child tasks and activity entries: " +
                        $"{error.GetType().Name}: {ExceptionText.MessageOf(error)}");
            return new AttemptOutcome(attempt, claim => factory.Fail(claim, failure)) { Failure = failure };
        }
    }

    // Errors that do not concern the content of the completion are retried, while the lease is renewed.
    private async Task CommitAsync(TaskAttempt attempt, StateMap? result)
    {
        var batch = new StateBatch(stack, factory, activities);
        batch.Complete(attempt.Claim, result);
        foreach (var add in attempt.Extras)
        {
            add(batch);
        }

        while (true)
        {
            try
            {
                await batch.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (AgentStateException error) when
                (error is StateUnavailableException or StateQuotaExceededException or StatePermissionException or StateConflictException)
            {
                HostingLog.EndWaits(logger, attempt.Task.Id, error);
                await Task.Delay(RetryDelay, stack.Time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}
