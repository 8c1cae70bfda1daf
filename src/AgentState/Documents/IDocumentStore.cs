using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// The seam between stores and engines: the least that Firestore and the embedded engine can both do exactly alike.
/// It speaks Firestore's own vocabulary. A message handed over, in either direction, is never changed afterwards.
/// Internal on purpose; it may change in any release. The behaviour is defined by the tests in AgentState.Contracts.
/// </summary>
internal interface IDocumentStore : IAsyncDisposable
{
    /// <summary>The database, and the place in it under which the collections lie.</summary>
    DatabaseRoot Root { get; }

    /// <summary>Reads documents by their full names. The answer keeps the order and the number of the names; a missing document is a snapshot without one.</summary>
    Task<IReadOnlyList<DocumentSnapshot>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>Runs a query over a collection beneath <paramref name="parent"/>.</summary>
    Task<QueryResult> QueryAsync(string parent, StructuredQuery query, CancellationToken cancellationToken);

    /// <summary>Counts, sums or averages on the server.</summary>
    Task<AggregateResult> AggregateAsync(string parent, StructuredAggregationQuery query, CancellationToken cancellationToken);

    /// <summary>Applies every write or none, and says which: applied, conflict (nothing was written), or unknown (the reply was lost).</summary>
    Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken);

    /// <summary>Applies each write for itself. One write per document; the answers are in the order of the writes.</summary>
    Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken);

    /// <summary>
    /// Tells what is there now, then each state that differs from the one told before, until it is cancelled. A slow consumer skips states
    /// in between, never the latest. An engine may tell a state again that does not differ: a sign of life, and a later place to go on from.
    /// Where the stream breaks it throws <see cref="StateUnavailableException"/>.
    /// </summary>
    IAsyncEnumerable<ListenSnapshot> ListenAsync(ListenTarget target, CancellationToken cancellationToken);
}
