namespace AgentState;

/// <summary>A pair that a service has issued, and what became of it.</summary>
/// <param name="Grant">The pair.</param>
/// <param name="StoredAt">The version of the document that it is stored in; null = it is kept in this process yet.</param>
internal sealed record SavedGrant(UnsavedGrant Grant, DateTimeOffset? StoredAt);
