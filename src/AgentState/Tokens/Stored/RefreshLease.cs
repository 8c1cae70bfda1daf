namespace AgentState.Internal.Tokens.Stored;

/// <summary>The exclusive right to use a grant's refresh token, or to mint: the field <c>refresh</c>.</summary>
/// <param name="Owner">The owner id, unique per lease.</param>
/// <param name="Epoch">Starts at 1 and grows with each takeover since the last release.</param>
/// <param name="ExpiresAt">When the lease expires, by the database's clock.</param>
internal sealed record RefreshLease(string Owner, long Epoch, DateTimeOffset ExpiresAt);
