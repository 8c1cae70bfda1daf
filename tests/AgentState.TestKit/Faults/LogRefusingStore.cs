using Google.Cloud.Firestore.V1;

namespace AgentState.TestKit;

/// <summary>A database in which the caller may do all but write the activity log.</summary>
internal sealed class LogRefusingStore(IDocumentStore inner) : PassingDocumentStore(inner)
{
    public override Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        writes.Any(write => DatabaseRoot.CollectionOf(Writes.NameOf(write)) == "logs")
            ? throw new StatePermissionException("The log is not to be written.")
            : base.CommitAsync(writes, cancellationToken);
}
