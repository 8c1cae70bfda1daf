using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tasks.Stored;
using AgentState.Internal.Tasks.Transitions;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Renewing;

/// <summary>One lease renewal in a batch: applied, or still to be settled on its own.</summary>
internal sealed class RenewItem : BatchItem
{
    private readonly TaskClaim claim;
    private readonly AgentTask after;

    public RenewItem(TaskClaim claim, int place, DatabaseRoot root, DateTimeOffset leaseExpiresAt)
    {
        this.claim = claim;
        Place = place;
        after = TaskTransitions.Renew(claim.Claimed!, claim, leaseExpiresAt);
        var name = root.Document(TaskDocument.Collection, claim.TaskId);
        Write = TaskPatch.Renewed(name, after)
            .IfUnchanged(new DocumentSnapshot(name, new Document { Name = name, UpdateTime = claim.Version!.Value.ToTimestamp() }));
    }

    /// <summary>The index of the claim in the caller's list.</summary>
    public int Place { get; }

    public override Write Write { get; }

    /// <summary>The renewed lease; null if it was not renewed.</summary>
    public RenewedLease? Renewal { get; private set; }

    /// <summary>Whether a claim can be renewed in a batch: it must carry its task and the version of the task.</summary>
    public static bool Fits(TaskClaim claim) => claim is { Claimed: not null, Version: not null };

    public override bool Take(WriteOutcome outcome)
    {
        if (outcome.Kind is not OutcomeKind.Applied)
        {
            return false;
        }

        var now = TaskDocument.Written(after, outcome.Result!);
        Renewal = new RenewedLease(claim with { Version = now.Version, Claimed = now }, now.LeaseExpiresAt!.Value, now.CancelRequestedAt);
        return true;
    }
}
