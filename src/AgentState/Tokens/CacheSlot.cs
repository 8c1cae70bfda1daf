namespace AgentState;

/// <summary>A key's place in memory.</summary>
internal sealed class CacheSlot(string key)
{
    private CachedToken? token;
    private long lastUsed;
    private bool isWatched;

    public string Key => key;

    /// <summary>The token; null = it has to be read.</summary>
    public CachedToken? Token
    {
        get => Volatile.Read(ref token);
        set => Volatile.Write(ref token, value);
    }

    /// <summary>When it was asked for last, by the monotonic clock.</summary>
    public long LastUsed
    {
        get => Volatile.Read(ref lastUsed);
        set => Volatile.Write(ref lastUsed, value);
    }

    /// <summary>Whether a listener tells of changes, and has told what there is.</summary>
    public bool IsWatched
    {
        get => Volatile.Read(ref isWatched);
        set => Volatile.Write(ref isWatched, value);
    }

    /// <summary>The version that a listener told last: what was read before it is old.</summary>
    public DateTimeOffset Told { get; set; }

    /// <summary>The cache's count when the key was forgotten last.</summary>
    public long ForgottenAt { get; set; }
}
