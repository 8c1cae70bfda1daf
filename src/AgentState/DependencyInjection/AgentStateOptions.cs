namespace AgentState;

/// <summary>
/// Where the state lies, and how calls to it behave. Bound from a configuration section (by convention <c>AgentState</c>), validated at start.
/// </summary>
public sealed class AgentStateOptions
{
    /// <summary>
    /// The Google Cloud project. It names the database and never decides whereto to connect. Null = taken from the credentials, otherwise
    /// from <c>GOOGLE_CLOUD_PROJECT</c>, otherwise from <c>GCLOUD_PROJECT</c>. On an emulator the credentials are not looked at, and
    /// <c>demo-agentstate</c> is taken where neither variable is set; on the embedded engine always.
    /// </summary>
    public string? ProjectId { get; set; }

    /// <summary>The database within the project. Default <c>(default)</c>.</summary>
    public string DatabaseId { get; set; } = DatabaseRoot.DefaultDatabaseId;

    /// <summary>
    /// A document beneath which all collections lie, such as <c>envs/staging</c>, so that several environments share a database and its indexes.
    /// The document need not exist. Null = the database's root.
    /// </summary>
    public string? ParentPath { get; set; }

    /// <summary>
    /// A Firestore emulator, as <c>host:port</c>; an IPv6 address in brackets, such as <c>[::1]:8080</c>. <c>0.0.0.0</c> and <c>[::]</c>
    /// mean this machine. Null = <c>FIRESTORE_EMULATOR_HOST</c> if that is set, otherwise no emulator. Credentials are never sent to one;
    /// that they are set and not used is logged.
    /// </summary>
    public string? EmulatorHost { get; set; }

    /// <summary>Another address of the Firestore service than the public one, such as a private endpoint: scheme and host. Null = the public one.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>
    /// As whom to call. Null = <c>FIREBASE_CREDENTIALS</c> (a service account's JSON, as text, base64 or a path), otherwise this host's own
    /// (<see cref="FirestoreCredential.ApplicationDefault"/>) where <c>GOOGLE_CLOUD_PROJECT</c> or <c>GCLOUD_PROJECT</c> is set. Set in
    /// code; it is not bound from configuration.
    /// </summary>
    public FirestoreCredential? Credential { get; set; }

    /// <summary>The project that pays for the calls, where that is not the database's own. Null = <c>GOOGLE_CLOUD_QUOTA_PROJECT</c>, otherwise the database's own.</summary>
    public string? QuotaProject { get; set; }

    /// <summary>The longest that one attempt of a call may take. Default 10 s.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a listener may hear nothing of the database before it opens its stream anew, from where it was: a connection may be dead
    /// without anybody saying so. 1 s to 1 hour. Default 90 s.
    /// </summary>
    public TimeSpan ListenTimeout { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>How calls are repeated that the database did not answer.</summary>
    public RetryOptions Retry { get; set; } = new();

    /// <summary>How agents' counters are kept.</summary>
    public AgentOptions Agents { get; set; } = new();

    /// <summary>How tasks are claimed and counted.</summary>
    public TaskOptions Tasks { get; set; } = new();

    /// <summary>When and how tokens are refreshed.</summary>
    public TokenOptions Tokens { get; set; } = new();

    /// <summary>How the activity log gathers, keeps and redacts entries.</summary>
    public ActivityOptions Activity { get; set; } = new();

    // Set by UseHttpHandler and UseCallInvoker. Not public: a serializer of the options would show what a handler holds.
    internal FirestoreTransport? Transport { get; set; }

    internal ConnectionSettings ToConnection() => new()
    {
        ProjectId = ProjectId,
        DatabaseId = DatabaseId,
        ParentPath = ParentPath,
        EmulatorHost = EmulatorHost,
        Endpoint = Endpoint,
        Credential = Credential,
        Transport = Transport,
        QuotaProject = QuotaProject,
        CallTimeout = CallTimeout,
        ListenTimeout = ListenTimeout,
    };
}
