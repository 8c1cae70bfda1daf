namespace AgentState.Internal.Tokens.Rules;

/// <summary>An issued pair, and where it is stored.</summary>
/// <param name="Grant">The pair.</param>
/// <param name="StoredAt">The version of the document that it is stored in; null = it is pending in this process.</param>
internal sealed record SavedGrant(UnsavedGrant Grant, DateTimeOffset? StoredAt);
