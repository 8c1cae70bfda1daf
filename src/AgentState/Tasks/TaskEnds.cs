using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>Makes the ends of claims, by themselves or in a batch.</summary>
internal sealed class TaskEnds(DocumentStack stack, TaskOptions options, TaskStats stats, Redactor redactor)
{
    private const int MaxErrorBytes = 8 * 1024;
    private const int MaxBriefErrorBytes = 32;

    public TaskStats Stats => stats;

    /// <summary>The slots that the ends have freed.</summary>
    public FreedSlots FreedSlots { get; } = new();

    public TaskEnd Complete(TaskClaim claim, StateMap? result)
    {
        var times = NewTimes();
        return Make(
            claim,
            task => TaskTransitions.Complete(task, claim, result, times.ExpireAt),
            TaskPatch.Completed,
            needsTask: false,
            needsClock: IsKeptForATime);
    }

    /// <summary>An attempt that failed, its message without secrets; told briefly where the document has no room for more.</summary>
    public TaskEnd Fail(TaskClaim claim, TaskFailure failure, bool briefly = false)
    {
        var error = Utf8Text.Truncate(redactor.Redact(failure.Message), briefly ? MaxBriefErrorBytes : MaxErrorBytes);
        var random = Random.Shared.NextDouble();
        var times = NewTimes();
        return Make(
            claim,
            task => TaskTransitions.Fail(task, claim, new FailedAttempt(error, times.Now, RetryAt(task.Attempt), times.ExpireAt, briefly)),
            TaskPatch.Failed,
            needsTask: true,
            needsClock: true);

        DateTimeOffset? RetryAt(int attempt) => failure.Retryable
            ? times.Now + (failure.RetryAfter ?? RetryBackoff.PauseAfter(attempt, options.RetryDelay, options.MaxRetryDelay, random))
            : null;
    }

    public TaskEnd Release(TaskClaim claim)
    {
        var times = NewTimes();
        return Make(
            claim, task => TaskTransitions.Release(task, claim, times.ExpireAt), TaskPatch.Released, needsTask: true, needsClock: IsKeptForATime);
    }

    public TaskEnd Wait(TaskClaim claim, TimeSpan? deadline)
    {
        var times = NewTimes();
        return Make(
            claim,
            task => TaskTransitions.Wait(task, claim, deadline is { } length ? times.Now + length : null, times.ExpireAt),
            TaskPatch.Waiting,
            needsTask: true,
            needsClock: deadline is not null || IsKeptForATime);
    }

    /// <summary>Commits one end by itself.</summary>
    /// <param name="end">The end.</param>
    /// <param name="cancellationToken">Stops waiting. The end may take effect all the same.</param>
    /// <param name="isOpen">Whether it was tried together with others, and left open: then the task is read first.</param>
    /// <param name="isRepeat">Whether that may have been applied.</param>
    public async Task WriteAsync(TaskEnd end, CancellationToken cancellationToken, bool isOpen = false, bool isRepeat = false)
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

    /// <summary>Ends an attempt as failed, by itself: briefly where another program has filled the document.</summary>
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

    private TaskEnd Make(
        TaskClaim claim, Func<AgentTask, AgentTask> decide, Func<string, AgentTask, Write> patch, bool needsTask, bool needsClock) =>
        new(claim, stats, FreedSlots, stack.Documents.Root, decide, patch, needsTask, needsClock);
}
