using AgentState.Internal.Data;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>The address and the credentials of a database connection.</summary>
internal sealed record FirestoreConnection
{
    /// <summary>The address of the public service.</summary>
    public static Uri PublicEndpoint { get; } = new("https://firestore.googleapis.com");

    public required DatabaseRoot Root { get; init; }

    /// <summary>The address; its scheme is <c>https</c>, or <c>http</c> for an emulator.</summary>
    public Uri Address { get; init; } = PublicEndpoint;

    /// <summary>The source of the tokens.</summary>
    public required ITokenSource Tokens { get; init; }

    /// <summary>The application's HTTP handler or call invoker; null for the library's own.</summary>
    public FirestoreTransport? Transport { get; init; }

    /// <summary>The project to bill for the calls; null bills the project that the credentials name, or the database's project.</summary>
    public string? QuotaProject { get; init; }

    /// <summary>The credentials that are set but ignored because an emulator takes precedence; empty for the service.</summary>
    public IReadOnlyList<string> UnusedCredentials { get; init; } = [];

    /// <summary>How long one attempt of a call may last. Default 10 s.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a listener may receive nothing before its stream is reopened. Default 90 s.</summary>
    public TimeSpan ListenTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long a connection with open calls may be silent before a keep-alive ping is sent. Default 30 s.</summary>
    /// <remarks>
    /// The service accepts a ping every 30 seconds. The emulator closes a connection after three pings less than five minutes apart with
    /// nothing sent in between. A call with a deadline ends before that, a listener does not.
    /// </remarks>
    public TimeSpan KeepAliveDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the answer to a ping may take before the connection is closed and its calls fail. Default 10 s.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Returns the connection for streams that may be silent for long.</summary>
    /// <remarks>
    /// To an emulator (plain text) it sends a ping only every six minutes, which the emulator accepts. There is no network in between that
    /// could cut the connection.
    /// </remarks>
    public FirestoreConnection ForListening() =>
        Address.Scheme == Uri.UriSchemeHttp ? this with { KeepAliveDelay = TimeSpan.FromMinutes(6) } : this;

    /// <summary>Creates a connection to an emulator, such as <c>127.0.0.1:8080</c>, as its owner: security rules do not apply.</summary>
    public static FirestoreConnection ToEmulator(string host, DatabaseRoot root) => new()
    {
        Root = root,
        Address = EmulatorAddress.Connect(host),
        Tokens = FixedToken.EmulatorOwner,
    };
}
