namespace AgentState;

/// <summary>The billed Firestore operations since the client was created.</summary>
/// <remarks>
/// Every attempt that Firestore answered counts. An attempt whose reply was lost does not count, although Firestore may bill it.
/// </remarks>
/// <param name="Reads">
/// Reads: one per document requested by name, even if it does not exist; one per document that a query or a listener returns, at least one
/// per query; one per 1,000 documents counted, at least one per count.
/// </param>
/// <param name="Writes">Writes: one per document written.</param>
/// <param name="Deletes">Deletes: one per delete, even if the document does not exist.</param>
public sealed record BilledOperations(long Reads, long Writes, long Deletes);
