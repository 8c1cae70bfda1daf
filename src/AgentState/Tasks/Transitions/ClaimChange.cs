using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tasks.Stored;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Transitions;

/// <summary>Builds the change of a task by the claim that holds it.</summary>
internal static class ClaimChange
{
    /// <summary>Builds the change.</summary>
    /// <remarks>
    /// If the claim carries the version of its task, the first attempt commits on condition of that version, without a read. While that
    /// version is current, the task is exactly as the claim wrote it.
    /// </remarks>
    /// <param name="root">The database root of the tasks.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="decide">The transition. If the task already shows its outcome, it returns the same instance.</param>
    /// <param name="patch">Builds the write of the transition.</param>
    /// <param name="isMine">Whether a task shows that this change was applied.</param>
    /// <param name="needsTask">
    /// Whether the transition needs fields that a claim from another process does not carry. Such a claim then reads the task first.
    /// </param>
    /// <param name="piggybacked">Builds the piggybacked write from the task after the transition; null = none.</param>
    public static StateChange Of(
        DatabaseRoot root,
        TaskClaim claim,
        Func<AgentTask, AgentTask> decide,
        Func<string, AgentTask, Write> patch,
        Func<AgentTask, bool> isMine,
        bool needsTask,
        Func<AgentTask, PiggybackedWrite?>? piggybacked = null)
    {
        var name = root.Document(TaskDocument.Collection, claim.TaskId);
        var known = claim.Version is { } version && (claim.Claimed is not null || !needsTask)
            ? new DocumentSnapshot(name, new Document { Name = name, UpdateTime = version.ToTimestamp() })
            : null;
        return new StateChange
        {
            Name = name,
            Known = known,
            Decide = snapshot =>
            {
                var before = Before(snapshot);
                var after = decide(before);
                return ReferenceEquals(before, after) ? null : patch(name, after);
            },
            PiggybackedWrite = piggybacked is null ? null : snapshot => piggybacked(decide(Before(snapshot))),
            IsMine = snapshot => snapshot.Document is { } document && isMine(TaskDocument.ReadLeniently(document)),
        };

        AgentTask Before(DocumentSnapshot snapshot) =>
            ReferenceEquals(snapshot, known) ? claim.Claimed ?? AsClaimed(claim) : Read(snapshot, root);
    }

    // A claim from another process does not carry its task. These fields are all that a completion needs.
    private static AgentTask AsClaimed(TaskClaim claim) => new()
    {
        Id = claim.TaskId,
        Type = "",
        Status = AgentTaskStatus.Processing,
        AssignedTo = claim.AgentId,
        ClaimToken = claim.Token,
    };

    private static AgentTask Read(DocumentSnapshot snapshot, DatabaseRoot root) =>
        snapshot.Document is { } document
            ? TaskDocument.ReadLeniently(document)
            : throw new StateNotFoundException(root.PathOf(snapshot.Name));
}
