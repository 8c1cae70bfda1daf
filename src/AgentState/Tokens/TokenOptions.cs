namespace AgentState;

/// <summary>Settings for refreshing tokens and caching them in memory.</summary>
public sealed class TokenOptions
{
    /// <summary>How long before its expiry a token is refreshed.</summary>
    /// <remarks>
    /// At most half of the lifetime that the token had when it was stored. Each process uses 80 to 100 % of this value for each key, so
    /// that processes do not all refresh at the same time. Zero to 12 hours. Default: 5 minutes.
    /// </remarks>
    public TimeSpan RefreshSkew { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a refresher may take, including all its calls.</summary>
    /// <remarks>
    /// One process at a time refreshes a grant. If that process dies, other processes wait for at most twice the sum of this and
    /// <see cref="SaveTimeout"/> before they refresh. 1 s to 10 minutes. Default: 30 s.
    /// </remarks>
    public TimeSpan RefreshTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long storing a new grant may take before another process may take the refresh over.</summary>
    /// <remarks>1 s to 10 minutes. Default: 10 s.</remarks>
    public TimeSpan SaveTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long no process calls a service that has refused the client (<see cref="TokenConfigurationException"/>).</summary>
    /// <remarks>Zero to 1 hour. Default: 1 minute.</remarks>
    public TimeSpan ConfigurationPause { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long no process calls the service again for a grant after a transient refresh failure.</summary>
    /// <remarks>
    /// The pause doubles with each consecutive failure, up to 5 minutes, or up to this value if it is longer. During the pause a token that
    /// has not expired is still returned; without one, callers get <see cref="TokenRefreshException"/> at once. Zero = no pause. Zero to 1
    /// hour. Default: 10 s.
    /// </remarks>
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many of the most recently used tokens are kept in memory.</summary>
    /// <remarks>Zero = no cache: every call reads the token. Zero to 100,000. Default: 1,000.</remarks>
    public int CacheSize { get; set; } = 1_000;

    /// <summary>How old a cached token that is not watched (<see cref="WatchedKeys"/>) may be before it is read again.</summary>
    /// <remarks>Zero to 1 hour. Default: 1 minute.</remarks>
    public TimeSpan CacheMaxAge { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many of the most recently used keys have a listener that reports a replaced or deleted token at once.</summary>
    /// <remarks>Each watched key costs a stream, and one billed read for each change. Zero = none. Zero to 80. Default: 20.</remarks>
    public int WatchedKeys { get; set; } = 20;

    /// <summary>Whether each refresh, failure and revocation adds an entry to the activity log.</summary>
    /// <remarks>
    /// The entry is written in the commit that stores the change: one additional billed write. It contains the grant's key and a
    /// fingerprint, but no secret. Default: true.
    /// </remarks>
    public bool Audit { get; set; } = true;
}
