using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>The change of a task by the claim that holds it.</summary>
internal static class ClaimChange
{
    /// <summary>
    /// Makes the change. It commits at once from the version that the claim remembers: while that stands, the task is just what the claim remembers of it.
    /// </summary>
    /// <param name="root">Where the tasks lie.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="decide">The transition; one that finds itself done returns the very task that it was given.</param>
    /// <param name="patch">Writes what the transition changed.</param>
    /// <param name="isMine">Whether a task shows that this very change was applied.</param>
    /// <param name="needsTask">
    /// Whether the transition asks for more than what every claim makes of its task: then a claim that came from another process reads it first.
    /// </param>
    /// <param name="rider">What travels with it, by the task that the transition makes; null = nothing.</param>
    public static StateChange Of(
        DatabaseRoot root,
        TaskClaim claim,
        Func<AgentTask, AgentTask> decide,
        Func<string, AgentTask, Write> patch,
        Func<AgentTask, bool> isMine,
        bool needsTask,
        Func<AgentTask, Rider?>? rider = null)
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
            Rider = rider is null ? null : snapshot => rider(decide(Before(snapshot))),
            IsMine = snapshot => snapshot.Document is { } document && isMine(TaskDocument.ReadLeniently(document)),
        };

        AgentTask Before(DocumentSnapshot snapshot) =>
            ReferenceEquals(snapshot, known) ? claim.Claimed ?? AsClaimed(claim) : Read(snapshot, root);
    }

    // What a claim makes of any task, as far as completing it asks.
    private static AgentTask AsClaimed(TaskClaim claim) => new()
    {
        Id = claim.TaskId,
        Type = "",
        Status = AgentTaskStatus.Processing,
        AssignedTo = claim.AgentId,
        ClaimToken = claim.Token,
    };

    private static AgentTask Read(DocumentSnapshot snapshot, DatabaseRoot root) =>
        snapshot.Document is { } document ? TaskDocument.ReadLeniently(document) : throw new StateNotFoundException(root.PathOf(snapshot.Name));
}
