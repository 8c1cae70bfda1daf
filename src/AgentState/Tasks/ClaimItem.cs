using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>A claim among others: won, lost, or open because its reply was lost.</summary>
internal sealed class ClaimItem : ExchangeItem
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

    /// <summary>The task, where it was won.</summary>
    public ClaimedTask? Claimed { get; private set; }

    /// <summary>Why the claim could not be made, where it is nobody else's doing: the task is too large for it, say.</summary>
    public AgentStateException? Error { get; private set; }

    /// <summary>Whether somebody else was faster. Final once the call is over.</summary>
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

    /// <summary>Takes what the document is after all.</summary>
    public void ReadBack(DocumentSnapshot snapshot)
    {
        if (snapshot.Document is { } document && TaskFence.Holds(claim, TaskDocument.ReadLeniently(document)))
        {
            Win(TaskDocument.ReadClaimed(document, after));
        }
    }

    /// <summary>What became of it cannot be found out: if it was made, it comes back when its lease runs out.</summary>
    public void GiveUp(AgentStateException error) => Error = error;

    private void Win(AgentTask held) => Claimed = new ClaimedTask(held, claim with { Version = held.Version, Claimed = held });
}
