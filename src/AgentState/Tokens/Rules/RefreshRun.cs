namespace AgentState.Internal.Tokens.Rules;

/// <summary>The parameters of a refresh.</summary>
/// <param name="Key">The key.</param>
/// <param name="Rejected">A token that the service rejected; null = none.</param>
/// <param name="Begun">The cache's invalidation count at the start; keys that were invalidated since are not cached.</param>
internal sealed record RefreshRun(string Key, SecretString? Rejected, long Begun);
