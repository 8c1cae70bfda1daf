using Google.Cloud.Firestore.V1;

namespace AgentState.TestKit;

/// <summary>A database that denies writes to the activity log and allows everything else.</summary>
internal sealed class LogRefusingStore(IDocumentStore inner) : PassingDocumentStore(inner)
{
    public override Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        writes.Any(write => DatabaseRoot.CollectionOf(Writes.NameOf(write)) == "logs")
            ? throw new StatePermissionException("The caller may not write the activity log.")
            : base.CommitAsync(writes, cancellationToken);
}
