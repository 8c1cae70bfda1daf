namespace AgentState;

/// <summary>A token in memory. It never changes; another one takes its place.</summary>
internal sealed class CachedToken(AccessToken token, DateTimeOffset freshUntil, DateTimeOffset version, long knownAt, ITokenRefresher? refresher)
{
    private readonly string? shape = refresher?.Shape;

    /// <summary>What a call returns: made once, so that a call for what is here allocates nothing.</summary>
    public Task<AccessToken> Answer { get; } = Task.FromResult(token);

    public Secret Secret => token.Secret;

    /// <summary>The version of the document that it was read from.</summary>
    public DateTimeOffset Version => version;

    /// <summary>When the database was asked for it, by the monotonic clock.</summary>
    public long KnownAt => knownAt;

    /// <summary>Whether it is still what is asked for: not too near to its end, and of the shape that the refresher gives now.</summary>
    public bool IsFresh(DateTimeOffset now) => now < freshUntil && refresher?.Shape == shape;
}
