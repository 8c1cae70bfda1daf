using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Completes tasks whose handlers have returned: by a shared call, or by a commit of their own where something else is to be stored with
/// the completion.
/// </summary>
internal sealed class AttemptCompletion(DocumentStack stack, TaskEnds ends, ActivityForm activities, ILogger logger)
{
    // A batch that was not answered is committed again: what was applied is recognised.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Completes a task. What cannot be stored fails it for good: the work would be done again for nothing. Never throws.
    /// </summary>
    public async Task<AttemptEnd> CompleteAsync(TaskAttempt attempt, StateMap? result)
    {
        if (attempt.Extras.IsEmpty)
        {
            return new AttemptEnd(attempt, claim => ends.Complete(claim, result)) { IsResult = true };
        }

        try
        {
            // All of it, or nothing: by itself, since a shared call is not one commit.
            await CommitAsync(attempt, result).ConfigureAwait(false);
            return new AttemptEnd(attempt, Make: null);
        }
        catch (Exception error) when (error is LeaseLostException or TaskEndedException or StateNotFoundException)
        {
            HostingLog.AttemptLost(logger, attempt.Task.Id, attempt.Task.Attempt);
            return new AttemptEnd(attempt, Make: null);
        }
        catch (Exception error)
        {
            HostingLog.EndRefused(logger, attempt.Task.Id, error);
            var failure = new TaskFailure(
                error is StateLimitException
                    ? AgentTaskErrors.ResultTooLarge
                    : $"What was to be stored with the completion was refused: {error.GetType().Name}: {ExceptionText.MessageOf(error)}");
            return new AttemptEnd(attempt, claim => ends.Fail(claim, failure)) { Failure = failure };
        }
    }

    // What says nothing of the work itself does not undo it: the lease is renewed meanwhile.
    private async Task CommitAsync(TaskAttempt attempt, StateMap? result)
    {
        var batch = new StateBatch(stack, ends, activities);
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
