using AgentState.Internal.Data.Checks;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Tasks.Batching;
using AgentState.Internal.Tasks.Claiming;
using AgentState.Internal.Tasks.Enqueueing;
using AgentState.Internal.Tasks.Stored;
using AgentState.Internal.Watching;

namespace AgentState.Internal.Tasks.Queueing;

/// <summary>The task queue on any engine: validates arguments, and passes each call to the service that does it.</summary>
internal sealed class TaskQueue(
    DocumentStack stack,
    ListenerHub listeners,
    TaskEnqueuer enqueuer,
    ClaimServices claims,
    ClaimActions actions,
    ManyCompletions many) : ITaskQueue
{
    private readonly IDocumentStore documents = stack.Documents;
    private readonly ClaimRotation rotation = new();

    public Task<AgentTask> EnqueueAsync(NewTask task, CancellationToken cancellationToken = default) =>
        enqueuer.EnqueueAsync(task, cancellationToken);

    public Task<IReadOnlyList<EnqueueOutcome>> EnqueueManyAsync(
        IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken = default) =>
        enqueuer.EnqueueManyAsync(tasks, cancellationToken);

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

        return await claims.Policy.OpenAsync([type], agentId, cancellationToken).ConfigureAwait(false) is [var open] &&
            await claims.One.ClaimAsync(open, agentId, cancellationToken).ConfigureAwait(false) is { } won
            ? actions.HandleOf(won)
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
            if (await claims.One.ClaimAsync(type, agentId, cancellationToken).ConfigureAwait(false) is { } won)
            {
                return actions.HandleOf(won);
            }
        }

        return null;
    }

    public async Task<IReadOnlyList<ClaimedTask>> ClaimManyAsync(
        string type, string agentId, int count, CancellationToken cancellationToken = default)
    {
        Arguments.CheckName(type);
        Arguments.CheckId(agentId);
        TaskArguments.CheckCount(count);

        return await claims.Policy.OpenAsync([type], agentId, cancellationToken).ConfigureAwait(false) is [var open]
            ? [.. (await claims.Many.ClaimAsync(open, agentId, count, cancellationToken).ConfigureAwait(false)).Select(actions.HandleOf)]
            : [];
    }

    public ClaimedTask Attach(TaskClaim claim)
    {
        TaskArguments.Check(claim);

        return new ClaimedTask(claim.Claimed, claim, actions);
    }

    public Task CompleteAsync(TaskClaim claim, StateMap? result = null, CancellationToken cancellationToken = default)
    {
        TaskArguments.Check(claim);

        return actions.CompleteAsync(claim, result, cancellationToken);
    }

    public Task FailAsync(TaskClaim claim, TaskFailure failure, CancellationToken cancellationToken = default)
    {
        TaskArguments.Check(claim);
        ArgumentNullException.ThrowIfNull(failure);

        return actions.FailAsync(claim, failure, cancellationToken);
    }

    public Task<IReadOnlyList<CompletionOutcome>> CompleteManyAsync(
        IReadOnlyList<TaskCompletion> completions, CancellationToken cancellationToken = default)
    {
        TaskArguments.Check(completions);
        cancellationToken.ThrowIfCancellationRequested();

        return many.CompleteAsync(completions, cancellationToken);
    }

    public Task<IReadOnlyList<CompletionOutcome>> FailManyAsync(
        IReadOnlyList<FailedTask> failings, CancellationToken cancellationToken = default)
    {
        TaskArguments.Check(failings);
        cancellationToken.ThrowIfCancellationRequested();

        return many.FailAsync(failings, cancellationToken);
    }

    public Task<Page<AgentTask>> ListAsync(
        TaskFilter? filter = null, PageRequest? page = null, CancellationToken cancellationToken = default) =>
        DocumentPages.ReadAsync(documents, TaskQueries.Listed(filter ?? TaskFilter.All), page, TaskDocument.Read, cancellationToken);

    public async Task<long> CountAsync(TaskFilter? filter = null, CancellationToken cancellationToken = default)
    {
        var query = TaskQueries.Listed(filter ?? TaskFilter.All).BuildCount();
        var result = await documents.AggregateAsync(documents.Root.Parent, query, cancellationToken).ConfigureAwait(false);
        return result.Fields[DocumentQuery.CountAlias].IntegerValue;
    }

    private string NameOf(string taskId) => documents.Root.Document(TaskDocument.Collection, taskId);
}
