namespace AgentState;

/// <summary>
/// Operations that Firestore bills, counted since the client was made: a read per document returned (an empty query counts one, a count one per
/// thousand documents), a write per document written, a delete per document deleted. Attempts that were repeated are counted each time.
/// </summary>
/// <param name="Reads">Documents read.</param>
/// <param name="Writes">Documents written.</param>
/// <param name="Deletes">Documents deleted.</param>
public sealed record BilledOperations(long Reads, long Writes, long Deletes);
