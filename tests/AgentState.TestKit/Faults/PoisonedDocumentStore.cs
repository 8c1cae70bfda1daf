using Google.Cloud.Firestore.V1;

namespace AgentState.TestKit;

/// <summary>
/// An engine that refuses a whole commit if it contains a log entry with one of these actions, as the service refuses an invalid write.
/// </summary>
internal sealed class PoisonedDocumentStore(IDocumentStore inner, params string[] actions) : PassingDocumentStore(inner)
{
    public override Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        writes.Any(write => write.Update?.Fields.GetValueOrDefault("action") is { } action && actions.Contains(action.StringValue))
            ? throw new AgentStateException("The database refused the request.")
            : base.CommitAsync(writes, cancellationToken);
}
