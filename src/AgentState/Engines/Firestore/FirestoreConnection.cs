namespace AgentState;

/// <summary>Where a database is reached, and as whom.</summary>
internal sealed record FirestoreConnection
{
    /// <summary>The public service.</summary>
    public static Uri PublicEndpoint { get; } = new("https://firestore.googleapis.com");

    public required DatabaseRoot Root { get; init; }

    /// <summary>The scheme decides about encryption: <c>https</c>, or <c>http</c> for an emulator.</summary>
    public Uri Address { get; init; } = PublicEndpoint;

    /// <summary>Where the token of each call comes from.</summary>
    public required ITokenSource Tokens { get; init; }

    /// <summary>The application's own handler or invoker; null for the library's.</summary>
    public FirestoreTransport? Transport { get; init; }

    /// <summary>The project that pays for the calls, where that is not the database's own; null for the latter.</summary>
    public string? QuotaProject { get; init; }

    /// <summary>The credentials that are set and not used, since an emulator is chosen before them; empty for the service.</summary>
    public IReadOnlyList<string> UnusedCredentials { get; init; } = [];

    /// <summary>How long one attempt of one call may last.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a listener may hear nothing at all before its stream is opened anew.</summary>
    public TimeSpan ListenTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>
    /// How long a connection with open calls may be silent before it is asked whether it still lives. The service takes that every half
    /// minute; the emulator closes a connection after three such questions less than five minutes apart with nothing sent in between,
    /// which a call with a deadline never waits for, and a listener does.
    /// </summary>
    public TimeSpan KeepAliveDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the answer to that may take before the connection is given up, and the calls on it fail.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The connection for streams that may be silent for long. To an emulator (plain text) it asks so seldom whether it still lives that
    /// the emulator puts up with it; there is no network there to be cut.
    /// </summary>
    public FirestoreConnection ForListening() =>
        Address.Scheme == Uri.UriSchemeHttp ? this with { KeepAliveDelay = TimeSpan.FromMinutes(6) } : this;

    /// <summary>A connection to an emulator, such as <c>127.0.0.1:8080</c>, as its owner: security rules do not apply.</summary>
    public static FirestoreConnection ToEmulator(string host, DatabaseRoot root) => new()
    {
        Root = root,
        Address = EmulatorAddress.Connect(host),
        Tokens = FixedToken.EmulatorOwner,
    };
}
