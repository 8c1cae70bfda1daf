namespace AgentState;

/// <summary>For what a refresh is made.</summary>
/// <param name="Key">The key.</param>
/// <param name="Rejected">A token that the service does not take; null = none.</param>
/// <param name="Begun">The cache's count when it began: what was forgotten since is not to be remembered.</param>
internal sealed record RefreshRun(string Key, Secret? Rejected, long Begun);
