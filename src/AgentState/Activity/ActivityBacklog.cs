namespace AgentState;

/// <summary>The numbers of this process's buffered entries that are queued, dropped and refused.</summary>
/// <param name="Queued">The entries in memory that are not known to be stored.</param>
/// <param name="Dropped">The entries dropped so far because the queue was full.</param>
/// <param name="Refused">The entries that the database has refused so far.</param>
public sealed record ActivityBacklog(int Queued, long Dropped, long Refused);
