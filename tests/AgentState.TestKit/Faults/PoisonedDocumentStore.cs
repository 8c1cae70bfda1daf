using Google.Cloud.Firestore.V1;

namespace AgentState.TestKit;

/// <summary>An engine that refuses every commit in which a log entry of one of these actions is, as the service refuses what it does not like: all of it.</summary>
internal sealed class PoisonedDocumentStore(IDocumentStore inner, params string[] actions) : PassingDocumentStore(inner)
{
    public override Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        writes.Any(write => write.Update?.Fields.GetValueOrDefault("action") is { } action && actions.Contains(action.StringValue))
            ? throw new AgentStateException("The database refused the request.")
            : base.CommitAsync(writes, cancellationToken);
}
