using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tasks.Stored;
using AgentState.Internal.Tasks.Transitions;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Claiming;

/// <summary>Cancels pending tasks whose cancellation was requested.</summary>
/// <remarks>Another client may have put such a task back to pending. It must not run again.</remarks>
internal sealed class TaskCancellation(DocumentStack stack, TaskOptions options)
{
    /// <summary>Cancels a task; returns false if its document has changed since it was read.</summary>
    public async Task<bool> TryStopAsync(Document candidate, AgentTask task, CancellationToken cancellationToken)
    {
        var times = new TaskTimes(stack.Clock, options);
        var writeId = DocumentIds.New();
        var change = new StateChange
        {
            Name = candidate.Name,
            Decide = _ => TaskPatch.Cancelled(candidate.Name, TaskTransitions.Cancel(task, times.Now, times.ExpiresAt, writeId)),
            IsMine = snapshot => TaskDocument.HasWriteId(snapshot, writeId),
        };
        return await stack.Writer
            .TryWriteAsync(change, new DocumentSnapshot(candidate.Name, candidate), cancellationToken).ConfigureAwait(false) is not null;
    }
}
