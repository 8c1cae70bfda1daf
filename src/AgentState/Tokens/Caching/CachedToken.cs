namespace AgentState.Internal.Tokens.Caching;

/// <summary>An immutable cached token; a newer token replaces the object.</summary>
internal sealed class CachedToken(
    AccessToken token, DateTimeOffset freshUntil, DateTimeOffset version, long knownAt, ITokenRefresher? refresher)
{
    private readonly string? fingerprint = refresher?.RequestFingerprint;

    /// <summary>The completed task that every call returns, so that a cache hit allocates nothing.</summary>
    public Task<AccessToken> Answer { get; } = Task.FromResult(token);

    public SecretString Secret => token.Secret;

    /// <summary>The version of the document that the token was read from.</summary>
    public DateTimeOffset Version => version;

    /// <summary>The monotonic timestamp of the read.</summary>
    public long KnownAt => knownAt;

    /// <summary>Whether the token outlives the skew and has the refresher's current request fingerprint.</summary>
    public bool IsFresh(DateTimeOffset now) => now < freshUntil && refresher?.RequestFingerprint == fingerprint;
}
