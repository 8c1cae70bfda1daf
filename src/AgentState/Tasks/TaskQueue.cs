using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>The queue over any engine: validate, read, decide by <see cref="TaskTransitions"/>, commit.</summary>
internal sealed class TaskQueue(
    DocumentStack stack,
    TaskOptions options,
    TaskEnds ends,
    SharedListeners listeners,
    WantedStates wantedStates,
    ILogger<TaskQueue> logger,
    Func<string, string> newClaimToken) : ITaskQueue
{
    private readonly IDocumentStore documents = stack.Documents;
    private readonly TaskClaimer claimer = new(stack, options, ends, logger, newClaimToken);
    private readonly TaskListWriter lists = new(stack);
    private readonly TaskBatchClaimer batchClaimer = new(stack, options, ends, new TaskExchange(stack, options, ends, logger, newClaimToken), logger);
    private readonly TaskManyEnds manyEnds = new(ends, new TaskExchange(stack, options, ends, logger, newClaimToken));
    private readonly ClaimSteps steps = new(stack, options);
    private readonly TaskSweeper sweeper = new(stack, options, ends.Stats, logger);

    public async Task<AgentTask> EnqueueAsync(NewTask task, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (TaskWrites.NeedsClock(task))
        {
            TaskArguments.Check(task);
            await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
        }

        var write = TaskWrites.Enqueue(documents.Root, task, TaskWrites.NeedsClock(task) ? stack.Clock.Now : default);
        var created = await stack.Writer.WriteAsync(TaskCreation.Of(write), cancellationToken).ConfigureAwait(false);
        return created.Written is { } written
            ? TaskDocument.Created(write.Update, written)
            : TaskDocument.Read(created.Before.Document!);
    }

    public async Task<IReadOnlyList<EnqueueOutcome>> EnqueueManyAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var list = EnqueueList.Of(documents.Root, tasks, now: default);
        if (tasks.Any(TaskWrites.NeedsClock))
        {
            await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
            list = EnqueueList.Of(documents.Root, tasks, stack.Clock.Now);
        }

        cancellationToken.ThrowIfCancellationRequested();

        await lists.WriteAsync(list, cancellationToken).ConfigureAwait(false);
        return list.Outcomes;
    }

    public async Task<AgentTask?> GetAsync(string taskId, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(taskId);

        var snapshots = await documents.GetAsync([NameOf(taskId)], cancellationToken).ConfigureAwait(false);
        return snapshots[0].Document is { } document ? TaskDocument.Read(document) : null;
    }

    public IAsyncEnumerable<AgentTask?> WatchAsync(string taskId, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(taskId);

        return TaskWatch.OneAsync(listeners, NameOf(taskId), cancellationToken);
    }

    public async Task<AgentTask> WaitForResultAsync(string taskId, CancellationToken cancellationToken = default)
    {
        var task = await GetAsync(taskId, cancellationToken).ConfigureAwait(false);
        var name = NameOf(taskId);
        return task is null
            ? throw new StateNotFoundException(documents.Root.PathOf(name))
            : await TaskWatch.EndOfAsync(task, listeners, documents.Root, name, cancellationToken).ConfigureAwait(false);
    }

    public async Task<ClaimedTask?> ClaimAsync(string type, string agentId, CancellationToken cancellationToken = default)
    {
        Arguments.CheckName(type);
        Arguments.CheckId(agentId);

        return await wantedStates.MayClaimAsync(agentId, cancellationToken).ConfigureAwait(false)
            ? await claimer.ClaimAsync(type, agentId, cancellationToken).ConfigureAwait(false)
            : null;
    }

    public async Task<IReadOnlyList<ClaimedTask>> ClaimManyAsync(
        string type, string agentId, int count, CancellationToken cancellationToken = default)
    {
        Arguments.CheckName(type);
        Arguments.CheckId(agentId);
        TaskArguments.CheckCount(count);

        return await wantedStates.MayClaimAsync(agentId, cancellationToken).ConfigureAwait(false)
            ? await batchClaimer.ClaimAsync(type, agentId, count, cancellationToken).ConfigureAwait(false)
            : [];
    }

    public Task<IReadOnlyList<ClaimOutcome>> CompleteManyAsync(
        IReadOnlyList<TaskCompletion> completions, CancellationToken cancellationToken = default)
    {
        TaskArguments.Check(completions);
        cancellationToken.ThrowIfCancellationRequested();

        return manyEnds.CompleteAsync(completions, cancellationToken);
    }

    public Task<IReadOnlyList<ClaimOutcome>> FailManyAsync(IReadOnlyList<TaskFailing> failings, CancellationToken cancellationToken = default)
    {
        TaskArguments.Check(failings);
        cancellationToken.ThrowIfCancellationRequested();

        return manyEnds.FailAsync(failings, cancellationToken);
    }

    public async Task CompleteAsync(TaskClaim claim, StateMap? result = null, CancellationToken cancellationToken = default)
    {
        TaskArguments.Check(claim);

        try
        {
            TaskArguments.CheckResult(result);
            await ends.WriteAsync(ends.Complete(claim, result), cancellationToken).ConfigureAwait(false);
        }
        catch (StateLimitException)
        {
            // Work that was done but cannot be kept must not be done again and again: the task ends, and says why.
            await FailAsync(claim, new TaskFailure(AgentTaskErrors.ResultTooLarge), cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    public Task FailAsync(TaskClaim claim, TaskFailure failure, CancellationToken cancellationToken = default)
    {
        TaskArguments.Check(claim);
        ArgumentNullException.ThrowIfNull(failure);

        return ends.WriteAsync(ends.Fail(claim, failure), cancellationToken);
    }

    public Task ReleaseAsync(TaskClaim claim, CancellationToken cancellationToken = default)
    {
        TaskArguments.Check(claim);

        return ends.WriteAsync(ends.Release(claim), cancellationToken);
    }

    public Task<LeaseRenewal> RenewAsync(TaskClaim claim, CancellationToken cancellationToken = default)
    {
        TaskArguments.Check(claim);

        return steps.RenewAsync(claim, cancellationToken);
    }

    public Task<TaskSweep> SweepAsync(CancellationToken cancellationToken = default) => sweeper.SweepAsync(cancellationToken);

    public Task<Page<AgentTask>> ListAsync(TaskFilter filter, PageRequest? page = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);

        return DocumentPages.ReadAsync(documents, TaskQueries.Listed(filter), page, TaskDocument.Read, cancellationToken);
    }

    public async Task<long> CountAsync(TaskFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);

        var result = await documents
            .AggregateAsync(documents.Root.Parent, TaskQueries.Listed(filter).BuildCount(), cancellationToken).ConfigureAwait(false);
        return result.Fields[DocumentQuery.CountAlias].IntegerValue;
    }

    private string NameOf(string taskId) => documents.Root.Document(TaskDocument.Collection, taskId);
}
