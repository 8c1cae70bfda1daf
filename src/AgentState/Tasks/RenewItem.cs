using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>A renewal among others: applied, or to be looked into by itself.</summary>
internal sealed class RenewItem : ExchangeItem
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

    /// <summary>Its place among those that were asked for.</summary>
    public int Place { get; }

    public override Write Write { get; }

    /// <summary>The lease, where it was renewed.</summary>
    public LeaseRenewal? Renewal { get; private set; }

    /// <summary>Whether a claim may be renewed with others: it is known what the task is, as long as nobody else writes.</summary>
    public static bool Fits(TaskClaim claim) => claim is { Claimed: not null, Version: not null };

    public override bool Take(WriteOutcome outcome)
    {
        if (outcome.Kind is not OutcomeKind.Applied)
        {
            return false;
        }

        var now = TaskDocument.Written(after, outcome.Result!);
        Renewal = new LeaseRenewal(claim with { Version = now.Version, Claimed = now }, now.LeaseExpiresAt!.Value, now.CancelRequestedAt);
        return true;
    }
}
