namespace AgentState.Internal.Tokens.Caching;

/// <summary>A key's entry in the cache.</summary>
internal sealed class CacheSlot(string key)
{
    private CachedToken? token;
    private long lastUsed;
    private bool isWatched;

    public string Key => key;

    /// <summary>The token; null = it must be read.</summary>
    public CachedToken? Token
    {
        get => Volatile.Read(ref token);
        set => Volatile.Write(ref token, value);
    }

    /// <summary>The monotonic timestamp of the last use.</summary>
    public long LastUsed
    {
        get => Volatile.Read(ref lastUsed);
        set => Volatile.Write(ref lastUsed, value);
    }

    /// <summary>Whether a listener is active and has returned the current state.</summary>
    public bool IsWatched
    {
        get => Volatile.Read(ref isWatched);
        set => Volatile.Write(ref isWatched, value);
    }

    /// <summary>The latest version that a listener returned; earlier reads are outdated.</summary>
    public DateTimeOffset Reported { get; set; }

    /// <summary>The cache's invalidation count when this key was last invalidated.</summary>
    public long ForgottenAt { get; set; }
}
