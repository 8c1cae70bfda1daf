using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Redaction;
using AgentState.Internal.Tasks.Limits;
using AgentState.Internal.Tasks.Partitions;
using AgentState.Internal.Tasks.Stored;
using AgentState.Internal.Tasks.Transitions;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Completing;

/// <summary>Creates the completions of claims, and commits single ones.</summary>
internal sealed class CompletionFactory(DocumentStack stack, TaskOptions options, TaskStats stats, Redactor redactor)
{
    private const int MaxErrorBytes = 8 * 1024;
    private const int MaxBriefErrorBytes = 32;

    public TaskStats Stats => stats;

    /// <summary>The partitions of tasks that are enqueued together with a completion.</summary>
    public IPartitionStrategy Partitions { get; } = options.ToPartitionStrategy();

    /// <summary>The slots that completions have freed.</summary>
    public FreedSlots FreedSlots { get; } = new();

    public ClaimCompletion Complete(TaskClaim claim, StateMap? result)
    {
        var times = NewTimes();
        return Make(
            claim,
            task => TaskTransitions.Complete(task, claim, result, times.ExpiresAt),
            TaskPatch.Completed,
            needsTask: false,
            needsClock: IsKeptForATime);
    }

    /// <summary>Creates the completion of a failed attempt, with secrets removed from its message.</summary>
    /// <remarks>The brief form has a shorter message and no error entry, for a document that is full.</remarks>
    public ClaimCompletion Fail(TaskClaim claim, TaskFailure failure, bool briefly = false)
    {
        var error = Utf8Text.Truncate(redactor.Redact(failure.Message), briefly ? MaxBriefErrorBytes : MaxErrorBytes);
        var random = Random.Shared.NextDouble();
        var times = NewTimes();
        return Make(
            claim,
            task => TaskTransitions.Fail(task, claim, new FailedAttempt(error, times.Now, RetryAt(task.Attempt), times.ExpiresAt, briefly)),
            TaskPatch.Failed,
            needsTask: true,
            needsClock: true);

        DateTimeOffset? RetryAt(int attempt) => failure.Retryable
            ? times.Now + (failure.RetryAfter ?? RetryBackoff.PauseAfter(attempt, options.RetryDelay, options.MaxRetryDelay, random))
            : null;
    }

    public ClaimCompletion Release(TaskClaim claim)
    {
        var times = NewTimes();
        return Make(
            claim,
            task => TaskTransitions.Release(task, claim, times.ExpiresAt),
            TaskPatch.Released,
            needsTask: true,
            needsClock: IsKeptForATime);
    }

    public ClaimCompletion Wait(TaskClaim claim, TimeSpan? deadline)
    {
        var times = NewTimes();
        return Make(
            claim,
            task => TaskTransitions.Wait(task, claim, deadline is { } length ? times.Now + length : null, times.ExpiresAt),
            TaskPatch.Waiting,
            needsTask: true,
            needsClock: deadline is not null || IsKeptForATime);
    }

    /// <summary>Commits one completion.</summary>
    /// <param name="end">The completion.</param>
    /// <param name="cancellationToken">Stops waiting. The completion may still take effect.</param>
    /// <param name="isOpen">Whether a batch contained the completion and did not settle it; the task is then read first.</param>
    /// <param name="isRepeat">Whether that batch may have applied the completion.</param>
    public async Task WriteAsync(ClaimCompletion end, CancellationToken cancellationToken, bool isOpen = false, bool isRepeat = false)
    {
        try
        {
            if (end.NeedsClock)
            {
                await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
            }

            var change = isOpen ? end.Change with { Known = null } : end.Change;
            end.Settle(await stack.Writer.WriteAsync(change, cancellationToken, isRepeat).ConfigureAwait(false));
        }
        catch (Exception error) when (error is StateUnavailableException or OperationCanceledException)
        {
            end.Unsettle();
            throw;
        }
    }

    /// <summary>Commits the completion of a failed attempt; uses the brief form if the document is full.</summary>
    public async Task FailAsync(TaskClaim claim, TaskFailure failure, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(Fail(claim, failure), cancellationToken).ConfigureAwait(false);
        }
        catch (StateLimitException)
        {
            await WriteAsync(Fail(claim, failure, briefly: true), cancellationToken).ConfigureAwait(false);
        }
    }

    private bool IsKeptForATime => options.Retention is not null;

    private TaskTimes NewTimes() => new(stack.Clock, options);

    private ClaimCompletion Make(
        TaskClaim claim, Func<AgentTask, AgentTask> decide, Func<string, AgentTask, Write> patch, bool needsTask, bool needsClock) =>
        new(claim, stats, FreedSlots, stack.Documents.Root, decide, patch, needsTask) { NeedsClock = needsClock };
}
