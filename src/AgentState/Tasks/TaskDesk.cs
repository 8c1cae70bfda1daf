using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>What people do to tasks, whoever holds them: cancel, requeue, reply. Each leaves a mark, so that a lost reply does not make it happen twice.</summary>
internal sealed class TaskDesk(DocumentStack stack, TaskOptions options)
{
    public async Task<AgentTask> CancelAsync(string taskId, CancellationToken cancellationToken)
    {
        await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
        var times = new TaskTimes(stack.Clock, options);
        return await WriteAsync(
            taskId, (task, mark) => TaskTransitions.Cancel(task, times.Now, times.ExpireAt, mark), TaskPatch.Cancelled, cancellationToken).ConfigureAwait(false);
    }

    public Task<AgentTask> RequeueAsync(string taskId, CancellationToken cancellationToken) =>
        WriteAsync(taskId, TaskTransitions.Requeue, TaskPatch.Requeued, cancellationToken);

    public Task<AgentTask> ReplyAsync(string taskId, StateMap reply, CancellationToken cancellationToken) => WriteAsync(
        taskId,
        (task, mark) => TaskRoom.Check(TaskTransitions.Reply(task, reply, mark), TaskFields.Reply),
        TaskPatch.Replied,
        cancellationToken);

    private async Task<AgentTask> WriteAsync(
        string taskId, Func<AgentTask, string, AgentTask> decide, Func<string, AgentTask, Write> patch, CancellationToken cancellationToken)
    {
        var root = stack.Documents.Root;
        var mark = DocumentIds.New();
        AgentTask? decided = null;
        var change = new StateChange
        {
            Name = root.Document(TaskDocument.Collection, taskId),
            Decide = snapshot =>
            {
                var before = snapshot.Document is { } document ? TaskDocument.Read(document) : throw new StateNotFoundException(root.PathOf(snapshot.Name));
                decided = decide(before, mark);
                return ReferenceEquals(before, decided) ? null : patch(snapshot.Name, decided);
            },
            IsMine = snapshot => snapshot.Document is { } document && TaskDocument.Read(document).Marks.Contains(mark),
        };
        var result = await stack.Writer.WriteAsync(change, cancellationToken).ConfigureAwait(false);
        return result.Written is { } written ? TaskDocument.Written(decided!, written) : TaskDocument.Read(result.Before.Document!);
    }
}
