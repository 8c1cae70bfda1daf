using AgentState.Internal.Data;
using AgentState.Internal.Engines.Firestore;

namespace AgentState;

/// <summary>Where the state is stored and how calls to the database behave.</summary>
/// <remarks>The options are bound from a configuration section, by convention <c>AgentState</c>, and validated at start.</remarks>
public sealed class AgentStateOptions
{
    /// <summary>The Google Cloud project that owns the database. Default null.</summary>
    /// <remarks>
    /// <para>The project id names the database; it does not decide which endpoint is used.</para>
    /// <para>Null = the project of the credentials, otherwise <c>GOOGLE_CLOUD_PROJECT</c>, otherwise <c>GCLOUD_PROJECT</c>.</para>
    /// <para>With an emulator the credentials are ignored, and null = <c>demo-agentstate</c> if neither variable is set. With the embedded
    /// engine null = <c>demo-agentstate</c>.</para>
    /// </remarks>
    public string? ProjectId { get; set; }

    /// <summary>The id of the database within the project. Default <c>(default)</c>.</summary>
    public string DatabaseId { get; set; } = DatabaseRoot.DefaultDatabaseId;

    /// <summary>The document that contains all collections, such as <c>envs/staging</c>. Null (default) = the database's root.</summary>
    /// <remarks>With a parent document, several environments can share one database and its indexes. The document need not exist.</remarks>
    public string? ParentPath { get; set; }

    /// <summary>The Firestore emulator, as <c>host:port</c>. Default null.</summary>
    /// <remarks>
    /// <para>Null = <c>FIRESTORE_EMULATOR_HOST</c>, unless <see cref="Endpoint"/> or <see cref="Credential"/> is set. If the variable is
    /// not set, no emulator is used.</para>
    /// <para>Write an IPv6 address in brackets, such as <c>[::1]:8080</c>. <c>0.0.0.0</c> and <c>[::]</c> mean this machine.</para>
    /// <para>Credentials are never sent to an emulator; ignored credentials are logged.</para>
    /// </remarks>
    public string? EmulatorHost { get; set; }

    /// <summary>The scheme and host of the Firestore service, such as a private endpoint. Null (default) = the public endpoint.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The credentials for calls to the database. Default null.</summary>
    /// <remarks>
    /// <para>Set them in code; they are not bound from configuration.</para>
    /// <para>Null = <c>FIREBASE_CREDENTIALS</c>, which contains a service account's JSON as text, in base64 or as a path.</para>
    /// <para>If that variable is not set: <see cref="FirestoreCredential.ApplicationDefault"/>, provided that <see cref="Endpoint"/>,
    /// <c>GOOGLE_CLOUD_PROJECT</c> or <c>GCLOUD_PROJECT</c> is set. Otherwise the validation at start fails.</para>
    /// </remarks>
    public FirestoreCredential? Credential { get; set; }

    /// <summary>The project that is billed for the calls, if it is not the project of the database. Default null.</summary>
    /// <remarks>
    /// Null = <c>GOOGLE_CLOUD_QUOTA_PROJECT</c>, otherwise the quota project of the credentials, otherwise the project of the database.
    /// With <c>UseCallInvoker</c> the variable is ignored.
    /// </remarks>
    public string? QuotaProject { get; set; }

    /// <summary>The timeout of one attempt of a call. Default 10 s.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a listener waits for a message before it reopens its stream. 1 s to 1 hour. Default 90 s.</summary>
    /// <remarks>The new stream resumes where the old one ended. The timeout detects connections that broke without an error.</remarks>
    public TimeSpan ListenTimeout { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>How failed calls are retried.</summary>
    public RetryOptions Retry { get; set; } = new();

    /// <summary>Heartbeats and counters of agents.</summary>
    public AgentOptions Agents { get; set; } = new();

    /// <summary>Leases, retries, sweeps and retention of tasks.</summary>
    public TaskOptions Tasks { get; set; } = new();

    /// <summary>When and how tokens are refreshed.</summary>
    public TokenOptions Tokens { get; set; } = new();

    /// <summary>How the activity log buffers, retains and redacts entries.</summary>
    public ActivityOptions Activity { get; set; } = new();

    // Set by UseHttpHandler and UseCallInvoker. Not public, so that a serializer of the options does not expose the handler's content.
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
