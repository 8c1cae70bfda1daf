using AgentState.Internal.Data;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>The settings of the connection from the options; null if not set.</summary>
internal sealed record ConnectionSettings
{
    /// <summary>The id of the project. It is not enough to select a connection.</summary>
    public string? ProjectId { get; init; }

    public string DatabaseId { get; init; } = DatabaseRoot.DefaultDatabaseId;

    /// <summary>
    /// The path of the document that contains the collections, such as <c>envs/staging</c>; null for the database's root.
    /// </summary>
    public string? ParentPath { get; init; }

    /// <summary>The address of an emulator, as <c>host:port</c>.</summary>
    public string? EmulatorHost { get; init; }

    /// <summary>An address of the service other than the public one, such as a private endpoint.</summary>
    public Uri? Endpoint { get; init; }

    public FirestoreCredential? Credential { get; init; }

    /// <summary>The application's HTTP handler or call invoker.</summary>
    public FirestoreTransport? Transport { get; init; }

    /// <summary>The project to bill for the calls; null bills the project that the credentials name, or the database's project.</summary>
    public string? QuotaProject { get; init; }

    /// <summary>How long one attempt of a call may last. Default 10 s.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a listener may receive nothing before its stream is reopened. Default 90 s.</summary>
    public TimeSpan ListenTimeout { get; init; } = TimeSpan.FromSeconds(90);
}
