using AgentState.Internal.Data;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents;

/// <summary>The interface between services and engines: the operations that Firestore and the embedded engine both support.</summary>
/// <remarks>
/// It uses Firestore's own types. Messages that are passed in either direction must not be changed afterwards. It is internal and may
/// change in any release. The tests in AgentState.Contracts define its behaviour.
/// </remarks>
internal interface IDocumentStore : IAsyncDisposable
{
    /// <summary>The database and the parent of its collections.</summary>
    DatabaseRoot Root { get; }

    /// <summary>Reads documents by their full names.</summary>
    /// <returns>One snapshot per name, in order; a document that does not exist has a snapshot without content.</returns>
    Task<IReadOnlyList<DocumentSnapshot>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>Runs a query over a collection below <paramref name="parent"/>.</summary>
    Task<QueryResult> QueryAsync(string parent, StructuredQuery query, CancellationToken cancellationToken);

    /// <summary>Counts, sums or averages on the server.</summary>
    Task<AggregateResult> AggregateAsync(string parent, StructuredAggregationQuery query, CancellationToken cancellationToken);

    /// <summary>Applies all writes atomically.</summary>
    /// <returns>Applied, conflict (nothing was written), or unknown (the reply was lost).</returns>
    Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken);

    /// <summary>Applies each write independently; a document may occur only once.</summary>
    /// <returns>One outcome per write, in order.</returns>
    Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken);

    /// <summary>Returns a snapshot of the current state, then one for each change, until it is cancelled.</summary>
    /// <remarks>
    /// A slow consumer misses intermediate states, but never the latest one. An engine may return an unchanged snapshot again, to show that
    /// the listener is alive or to advance the resume token.
    /// </remarks>
    /// <exception cref="StateUnavailableException">The stream broke.</exception>
    IAsyncEnumerable<ListenSnapshot> ListenAsync(ListenTarget target, CancellationToken cancellationToken);
}
