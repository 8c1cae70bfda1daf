namespace AgentState;

/// <summary>What the options say about the connection. Null stands for what was left open.</summary>
internal sealed record ConnectionSettings
{
    /// <summary>Names the project. It alone connects to nothing.</summary>
    public string? ProjectId { get; init; }

    public string DatabaseId { get; init; } = DatabaseRoot.DefaultDatabaseId;

    /// <summary>The document beneath which the collections lie, such as <c>envs/staging</c>; null for the database's root.</summary>
    public string? ParentPath { get; init; }

    /// <summary>An emulator, as <c>host:port</c>.</summary>
    public string? EmulatorHost { get; init; }

    /// <summary>Another address of the service than the public one, such as a private endpoint.</summary>
    public Uri? Endpoint { get; init; }

    public FirestoreCredential? Credential { get; init; }

    /// <summary>The application's own handler or invoker.</summary>
    public FirestoreTransport? Transport { get; init; }

    /// <summary>The project that pays for the calls, where that is not the database's own.</summary>
    public string? QuotaProject { get; init; }

    /// <summary>How long one attempt of one call may last.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan ListenTimeout { get; init; } = TimeSpan.FromSeconds(90);
}
