using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>Ends pending tasks that were asked to stop: somebody has put them back who does not know what that means. They must not run again.</summary>
internal sealed class TaskStops(DocumentStack stack, TaskOptions options)
{
    /// <summary>Ends one, as it was read. False where somebody else has written to it meanwhile.</summary>
    public async Task<bool> TryStopAsync(Document candidate, AgentTask task, CancellationToken cancellationToken)
    {
        var times = new TaskTimes(stack.Clock, options);
        var mark = DocumentIds.New();
        var change = new StateChange
        {
            Name = candidate.Name,
            Decide = _ => TaskPatch.Cancelled(candidate.Name, TaskTransitions.Cancel(task, times.Now, times.ExpireAt, mark)),
            IsMine = snapshot => SweptTask.Bears(snapshot, mark),
        };
        return await stack.Writer
            .TryWriteAsync(change, new DocumentSnapshot(candidate.Name, candidate), cancellationToken).ConfigureAwait(false) is not null;
    }
}
