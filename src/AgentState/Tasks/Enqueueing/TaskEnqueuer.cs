using AgentState.Internal.Data;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Tasks.Limits;
using AgentState.Internal.Tasks.Partitions;
using AgentState.Internal.Tasks.Stored;

namespace AgentState.Internal.Tasks.Enqueueing;

/// <summary>Validates new tasks and creates their documents.</summary>
internal sealed class TaskEnqueuer(DocumentStack stack, TaskTypes types, TaskListWriter lists, TaskOptions options)
{
    private readonly DatabaseRoot root = stack.Documents.Root;
    private readonly IPartitionStrategy partitions = options.ToPartitionStrategy();

    public async Task<AgentTask> EnqueueAsync(NewTask task, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (TaskWrites.NeedsClock(task))
        {
            TaskArguments.Check(task);
            await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
        }

        var write = TaskWrites.Enqueue(root, task, partitions, now: TaskWrites.NeedsClock(task) ? stack.Clock.Now : default);
        types.Learn(task.Type);
        var created = await stack.Writer.WriteAsync(TaskCreation.Of(write), cancellationToken).ConfigureAwait(false);
        return created.Written is { } written
            ? TaskDocument.Created(write.Update, written)
            : TaskDocument.Read(created.Before.Document!);
    }

    public async Task<IReadOnlyList<EnqueueOutcome>> EnqueueManyAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var list = EnqueueList.Of(root, tasks, partitions);
        foreach (var task in tasks)
        {
            types.Learn(task.Type);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (tasks.Any(TaskWrites.NeedsClock))
        {
            await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
            list = EnqueueList.Of(root, tasks, partitions, stack.Clock.Now);
        }

        await lists.WriteAsync(list, cancellationToken).ConfigureAwait(false);
        return list.Outcomes;
    }
}
