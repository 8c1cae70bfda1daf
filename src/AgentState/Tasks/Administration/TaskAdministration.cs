using AgentState.Internal.Data.Checks;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tasks.Limits;
using AgentState.Internal.Tasks.Stored;
using AgentState.Internal.Tasks.Sweeping;
using AgentState.Internal.Tasks.Transitions;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Administration;

/// <summary>Cancels, requeues and replies to tasks, independently of their claims, and operates the types.</summary>
/// <remarks>
/// Each change of a task stores a write id, so that a repeat after a lost reply recognises the change instead of making it twice.
/// </remarks>
internal sealed class TaskAdministration(
    DocumentStack stack, TaskOptions options, TaskTypes types, TaskSweeper sweeper, CancelNotices cancels) : ITaskAdministration
{
    public async Task<AgentTask> CancelAsync(string taskId, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(taskId);

        await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
        var times = new TaskTimes(stack.Clock, options);
        var task = await WriteAsync(
            taskId,
            (task, writeId) => TaskTransitions.Cancel(task, times.Now, times.ExpiresAt, writeId),
            TaskPatch.Cancelled,
            cancellationToken).ConfigureAwait(false);
        cancels.Publish(task);
        return task;
    }

    public Task<AgentTask> RequeueAsync(string taskId, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(taskId);

        return WriteAsync(taskId, TaskTransitions.Requeue, TaskPatch.Requeued, cancellationToken);
    }

    public Task<AgentTask> ReplyAsync(string taskId, StateMap reply, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(taskId);
        TaskArguments.CheckContent(reply, TaskFields.Reply);

        return WriteAsync(
            taskId,
            (task, writeId) => TaskSizeGuard.Check(TaskTransitions.Reply(task, reply, writeId), TaskFields.Reply),
            TaskPatch.Replied,
            cancellationToken);
    }

    public Task PauseAsync(string type, CancellationToken cancellationToken = default)
    {
        Arguments.CheckName(type);

        return types.SetPausedAsync(type, paused: true, cancellationToken);
    }

    public Task ResumeAsync(string type, CancellationToken cancellationToken = default)
    {
        Arguments.CheckName(type);

        return types.SetPausedAsync(type, paused: false, cancellationToken);
    }

    public async Task<bool> IsPausedAsync(string type, CancellationToken cancellationToken = default)
    {
        Arguments.CheckName(type);

        return (await types.GetAsync(type, cancellationToken).ConfigureAwait(false)).IsPaused;
    }

    public Task SetConcurrencyLimitAsync(string type, int? limit, CancellationToken cancellationToken = default)
    {
        Arguments.CheckName(type);
        TaskArguments.CheckLimit(limit);

        return types.SetLimitAsync(type, limit, cancellationToken);
    }

    public async Task<int?> GetConcurrencyLimitAsync(string type, CancellationToken cancellationToken = default)
    {
        Arguments.CheckName(type);

        return (await types.GetAsync(type, cancellationToken).ConfigureAwait(false)).Limit;
    }

    public Task<TaskSweep> SweepAsync(CancellationToken cancellationToken = default) => sweeper.SweepAsync(cancellationToken);

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
