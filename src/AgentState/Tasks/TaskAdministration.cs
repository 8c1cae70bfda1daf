using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>Cancels, requeues and replies to tasks, independently of their claims.</summary>
/// <remarks>Each change stores a write id, so that a repeat after a lost reply recognises the change instead of making it twice.</remarks>
internal sealed class TaskAdministration(DocumentStack stack, TaskOptions options)
{
    public async Task<AgentTask> CancelAsync(string taskId, CancellationToken cancellationToken)
    {
        await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
        var times = new TaskTimes(stack.Clock, options);
        return await WriteAsync(
            taskId,
            (task, writeId) => TaskTransitions.Cancel(task, times.Now, times.ExpireAt, writeId),
            TaskPatch.Cancelled,
            cancellationToken).ConfigureAwait(false);
    }

    public Task<AgentTask> RequeueAsync(string taskId, CancellationToken cancellationToken) =>
        WriteAsync(taskId, TaskTransitions.Requeue, TaskPatch.Requeued, cancellationToken);

    public Task<AgentTask> ReplyAsync(string taskId, StateMap reply, CancellationToken cancellationToken) => WriteAsync(
        taskId,
        (task, writeId) => TaskSizeGuard.Check(TaskTransitions.Reply(task, reply, writeId), TaskFields.Reply),
        TaskPatch.Replied,
        cancellationToken);

    private async Task<AgentTask> WriteAsync(
        string taskId, Func<AgentTask, string, AgentTask> decide, Func<string, AgentTask, Write> patch, CancellationToken cancellationToken)
    {
        var root = stack.Documents.Root;
        var writeId = DocumentIds.New();
        AgentTask? decided = null;
        var change = new StateChange
        {
            Name = root.Document(TaskDocument.Collection, taskId),
            Decide = snapshot =>
            {
                var before = snapshot.Document is { } document
                    ? TaskDocument.Read(document)
                    : throw new StateNotFoundException(root.PathOf(snapshot.Name));
                decided = decide(before, writeId);
                return ReferenceEquals(before, decided) ? null : patch(snapshot.Name, decided);
            },
            IsMine = snapshot => snapshot.Document is { } document && TaskDocument.Read(document).WriteIds.Contains(writeId),
        };
        var result = await stack.Writer.WriteAsync(change, cancellationToken).ConfigureAwait(false);
        return result.Written is { } written ? TaskDocument.Written(decided!, written) : TaskDocument.Read(result.Before.Document!);
    }
}
