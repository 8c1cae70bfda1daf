using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tasks.Stored;
using AgentState.Internal.Tasks.Transitions;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Claiming;

/// <summary>One claim in a batch: won, lost, or undecided because its reply was lost.</summary>
internal sealed class ClaimItem : BatchItem
{
    private readonly TaskClaim claim;
    private readonly AgentTask after;

    public ClaimItem(TaskCandidate candidate, string token, DateTimeOffset leaseExpiresAt)
    {
        Candidate = candidate;
        claim = new TaskClaim { TaskId = candidate.Task.Id, AgentId = candidate.AgentId, Token = token };
        after = TaskTransitions.Claim(candidate.Task, claim, leaseExpiresAt);
        var name = candidate.Document.Name;
        Write = TaskPatch.Claimed(name, after).IfUnchanged(new DocumentSnapshot(name, candidate.Document));
    }

    public TaskCandidate Candidate { get; }

    public override Write Write { get; }

    /// <summary>The claimed task; null if it was not claimed.</summary>
    public WonClaim? Claimed { get; private set; }

    /// <summary>Why the claim failed other than to another writer, for example because the task is too large for it.</summary>
    public AgentStateException? Error { get; private set; }

    /// <summary>Whether another process changed the task first.</summary>
    /// <remarks>Final only after the batch has ended.</remarks>
    public bool IsLost => Claimed is null && Error is null;

    public override bool Take(WriteOutcome outcome)
    {
        switch (outcome.Kind)
        {
            case OutcomeKind.Applied:
                Win(TaskDocument.Written(after, outcome.Result!));
                return true;
            case OutcomeKind.Conflict:
                return true;
            case OutcomeKind.Failed when outcome.Error is not StateUnavailableException { MayHaveBeenApplied: true }:
                Error = outcome.Error;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Decides the claim by the stored document.</summary>
    public void ReadBack(DocumentSnapshot snapshot)
    {
        if (snapshot.Document is { } document && TaskFence.Holds(claim, TaskDocument.ReadLeniently(document)))
        {
            Win(TaskDocument.ReadClaimed(document, after));
        }
    }

    /// <summary>Records that the outcome of the claim is unknown.</summary>
    /// <remarks>If the claim was made, the task can be claimed again after its lease expires.</remarks>
    public void GiveUp(AgentStateException error) => Error = error;

    private void Win(AgentTask held) => Claimed = new WonClaim(held, claim with { Version = held.Version, Claimed = held });
}
