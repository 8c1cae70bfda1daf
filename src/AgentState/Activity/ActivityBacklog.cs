namespace AgentState;

/// <summary>How the buffered entries of this process fare.</summary>
/// <param name="Queued">How many are held in memory, and not known to be stored.</param>
/// <param name="Dropped">How many were dropped so far for want of room.</param>
/// <param name="Refused">How many the database refused so far, each by itself.</param>
public sealed record ActivityBacklog(int Queued, long Dropped, long Refused);
