using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>The task queue on any engine: validates arguments, reads, decides by <see cref="TaskTransitions"/>, and commits.</summary>
internal sealed class TaskQueue(
    DocumentStack stack,
    TaskOptions options,
    CompletionFactory ends,
    ListenerHub listeners,
    TaskTypes taskTypes,
    ClaimServices claims,
    ILogger<TaskQueue> logger) : ITaskQueue
{
    private readonly IDocumentStore documents = stack.Documents;
    private readonly ClaimRotation rotation = new();
    private readonly TaskListWriter lists = new(stack);
    private readonly ManyCompletions manyEnds = new(ends, claims.Batch);
    private readonly ClaimSteps steps = new(stack, options);
    private readonly TaskAdministration desk = new(stack, options);
    private readonly TaskSweeper sweeper = new(stack, options, ends.Stats, taskTypes, logger);

    /// <summary>Publishes cancellation requests to the workers of the same registration.</summary>
    public CancelNotices Cancels { get; init; } = new();

    public async Task<AgentTask> EnqueueAsync(NewTask task, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (TaskWrites.NeedsClock(task))
        {
            TaskArguments.Check(task);
            await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
        }

        var write = TaskWrites.Enqueue(documents.Root, task, now: TaskWrites.NeedsClock(task) ? stack.Clock.Now : default);
        taskTypes.Learn(task.Type);
        var created = await stack.Writer.WriteAsync(TaskCreation.Of(write), cancellationToken).ConfigureAwait(false);
        return created.Written is { } written
            ? TaskDocument.Created(write.Update, written)
            : TaskDocument.Read(created.Before.Document!);
    }

    public async Task<IReadOnlyList<EnqueueOutcome>> EnqueueManyAsync(
        IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var list = EnqueueList.Of(documents.Root, tasks);
        foreach (var task in tasks)
        {
            taskTypes.Learn(task.Type);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (tasks.Any(TaskWrites.NeedsClock))
        {
            await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
            list = EnqueueList.Of(documents.Root, tasks, stack.Clock.Now);
        }

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

        return await claims.Policy.OpenAsync([type], agentId, cancellationToken).ConfigureAwait(false) is [var open]
            ? await claims.One.ClaimAsync(open, agentId, cancellationToken).ConfigureAwait(false)
            : null;
    }

    public async Task<ClaimedTask?> ClaimAsync(IReadOnlyList<string> types, string agentId, CancellationToken cancellationToken = default)
    {
        TaskArguments.CheckTypes(types);
        Arguments.CheckId(agentId);

        var open = await claims.Policy.OpenAsync([.. types.Distinct(StringComparer.Ordinal)], agentId, cancellationToken)
            .ConfigureAwait(false);
        foreach (var type in rotation.Next(open))
        {
            if (await claims.One.ClaimAsync(type, agentId, cancellationToken).ConfigureAwait(false) is { } claimed)
            {
                return claimed;
            }
        }

        return null;
    }

    public Task PauseAsync(string type, CancellationToken cancellationToken = default)
    {
        Arguments.CheckName(type);

        return taskTypes.SetPausedAsync(type, paused: true, cancellationToken);
    }

    public Task ResumeAsync(string type, CancellationToken cancellationToken = default)
    {
        Arguments.CheckName(type);

        return taskTypes.SetPausedAsync(type, paused: false, cancellationToken);
    }

    public async Task<bool> IsPausedAsync(string type, CancellationToken cancellationToken = default)
    {
        Arguments.CheckName(type);

        return (await taskTypes.GetAsync(type, cancellationToken).ConfigureAwait(false)).IsPaused;
    }

    public Task SetConcurrencyLimitAsync(string type, int? limit, CancellationToken cancellationToken = default)
    {
        Arguments.CheckName(type);
        TaskArguments.CheckLimit(limit);

        return taskTypes.SetLimitAsync(type, limit, cancellationToken);
    }

    public async Task<int?> GetConcurrencyLimitAsync(string type, CancellationToken cancellationToken = default)
    {
        Arguments.CheckName(type);

        return (await taskTypes.GetAsync(type, cancellationToken).ConfigureAwait(false)).Limit;
    }

    public async Task<IReadOnlyList<ClaimedTask>> ClaimManyAsync(
        string type, string agentId, int count, CancellationToken cancellationToken = default)
    {
        Arguments.CheckName(type);
        Arguments.CheckId(agentId);
        TaskArguments.CheckCount(count);

        return await claims.Policy.OpenAsync([type], agentId, cancellationToken).ConfigureAwait(false) is [var open]
            ? await claims.Many.ClaimAsync(open, agentId, count, cancellationToken).ConfigureAwait(false)
            : [];
    }

    public Task<IReadOnlyList<CompletionOutcome>> CompleteManyAsync(
        IReadOnlyList<TaskCompletion> completions, CancellationToken cancellationToken = default)
    {
        TaskArguments.Check(completions);
        cancellationToken.ThrowIfCancellationRequested();

        return manyEnds.CompleteAsync(completions, cancellationToken);
    }

    public Task<IReadOnlyList<CompletionOutcome>> FailManyAsync(
        IReadOnlyList<FailedTask> failings, CancellationToken cancellationToken = default)
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
            // A task whose result is too large fails permanently. Otherwise its work would be repeated with the same result.
            await FailAsync(claim, new TaskFailure(AgentTaskErrors.ResultTooLarge), cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    public Task FailAsync(TaskClaim claim, TaskFailure failure, CancellationToken cancellationToken = default)
    {
        TaskArguments.Check(claim);
        ArgumentNullException.ThrowIfNull(failure);

        return ends.FailAsync(claim, failure, cancellationToken);
    }

    public Task WaitForInputAsync(TaskClaim claim, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        TaskArguments.Check(claim);
        TaskArguments.CheckDeadline(deadline);

        return ends.WriteAsync(ends.Wait(claim, deadline), cancellationToken);
    }

    public Task<AgentTask> ReplyAsync(string taskId, StateMap reply, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(taskId);
        TaskArguments.CheckContent(reply, TaskFields.Reply);

        return desk.ReplyAsync(taskId, reply, cancellationToken);
    }

    public async Task<AgentTask> CancelAsync(string taskId, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(taskId);

        var task = await desk.CancelAsync(taskId, cancellationToken).ConfigureAwait(false);
        Cancels.Publish(task);
        return task;
    }

    public Task<AgentTask> RequeueAsync(string taskId, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(taskId);

        return desk.RequeueAsync(taskId, cancellationToken);
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

    public Task<TaskClaim> ReportProgressAsync(TaskClaim claim, StateMap progress, CancellationToken cancellationToken = default)
    {
        TaskArguments.Check(claim);
        TaskArguments.CheckContent(progress, TaskFields.Progress);

        return steps.ReportProgressAsync(claim, progress, cancellationToken);
    }

    public Task<TaskClaim> SaveCheckpointAsync(TaskClaim claim, StateMap checkpoint, CancellationToken cancellationToken = default)
    {
        TaskArguments.Check(claim);
        TaskArguments.CheckContent(checkpoint, TaskFields.Checkpoint);

        return steps.SaveCheckpointAsync(claim, checkpoint, cancellationToken);
    }

    public Task<TaskClaim> AddUsageAsync(TaskClaim claim, TaskUsage usage, CancellationToken cancellationToken = default)
    {
        TaskArguments.Check(claim);
        ArgumentNullException.ThrowIfNull(usage);

        return steps.AddUsageAsync(claim, usage, cancellationToken);
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
