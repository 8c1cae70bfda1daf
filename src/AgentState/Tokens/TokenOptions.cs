namespace AgentState;

/// <summary>When and how tokens are refreshed, and what of them is kept in memory.</summary>
public sealed class TokenOptions
{
    /// <summary>
    /// How long before its end a token is refreshed, but never more than half of the time it had when it was stored. Each process takes, for each key, between four
    /// fifths of it and the whole, so that not all find a token old at one moment. Zero to 12 hours. Default 5 minutes.
    /// </summary>
    public TimeSpan RefreshSkew { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a refresher may take, all its calls together. One process at a time refreshes a grant; when it dies, the others wait for twice this and
    /// <see cref="SaveTimeout"/> together before they try themselves. 1 s to 10 minutes. Default 30 s.
    /// </summary>
    public TimeSpan RefreshTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long storing a new grant may take before another process may think that this one has died. 1 s to 10 minutes. Default 10 s.</summary>
    public TimeSpan SaveTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long no process calls a service that has refused the client (<see cref="TokenConfigurationException"/>). Zero to 1 hour. Default 1 minute.</summary>
    public TimeSpan ConfigurationPause { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long no process calls the service again for a grant after a refresh that failed and may go well the next time. It doubles with
    /// each failure in a row, up to 5 minutes. Within it a token that is still good is returned; otherwise callers get
    /// <see cref="TokenRefreshException"/> at once. Zero = no pause. Up to 1 hour. Default 10 s.
    /// </summary>
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many tokens are kept in memory, those used last. Zero = none: each is read at each call. Up to 100,000. Default 1,000.</summary>
    public int CacheSize { get; set; } = 1_000;

    /// <summary>
    /// How old a token in memory may be that is not watched (<see cref="WatchedKeys"/>), before it is read again. Zero to 1 hour. Default 1 minute.
    /// </summary>
    public TimeSpan CacheMaxAge { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// For how many of the keys used last a listener tells at once of a token that was replaced or taken away. Each costs a stream, and one read for each change.
    /// Zero = none. Up to 80. Default 20.
    /// </summary>
    public int WatchedKeys { get; set; } = 20;

    /// <summary>
    /// Whether each refresh, failure and revocation is an entry in the activity log, in the commit that stores it: one billed write more. It has the grant's key and a
    /// fingerprint, and no secret. Default true.
    /// </summary>
    public bool Audit { get; set; } = true;
}
