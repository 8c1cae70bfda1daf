namespace AgentState;

/// <summary>The right to use up a grant's refresh token, or to mint: the field <c>refresh</c>.</summary>
/// <param name="Owner">Who took it; each taking has a name of its own.</param>
/// <param name="Epoch">Counts from 1 how often it was taken over since it was last given back.</param>
/// <param name="Until">Its end, by the database's clock.</param>
internal sealed record RefreshLease(string Owner, long Epoch, DateTimeOffset Until);
