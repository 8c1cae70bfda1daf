using AgentState.Internal.Data;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>Determines the address and the credentials of the connection. It opens no connection.</summary>
/// <remarks>
/// The first match wins: an explicit option (a call invoker, EmulatorHost, Endpoint, Credential), then FIRESTORE_EMULATOR_HOST, then
/// FIREBASE_CREDENTIALS, then the application default credentials if GOOGLE_CLOUD_PROJECT or GCLOUD_PROJECT is set.
/// </remarks>
internal static class ConnectionResolver
{
    private const string EmulatorVariable = "FIRESTORE_EMULATOR_HOST";
    private const string QuotaVariable = "GOOGLE_CLOUD_QUOTA_PROJECT";
    private const string DefaultKeyVariable = "GOOGLE_APPLICATION_CREDENTIALS";

    // Google's clients read both; firebase emulators:exec sets the second one.
    private static readonly string[] ProjectVariables = ["GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT"];

    // For Firebase's tools the prefix marks a project that does not exist in the cloud.
    public const string EmulatorProject = "demo-agentstate";

    /// <summary>Resolves the settings with the environment of this process.</summary>
    public static FirestoreConnection Resolve(ConnectionSettings settings) =>
        Resolve(settings, Environment.GetEnvironmentVariable, path => File.Exists(path) ? File.ReadAllText(path) : null);

    /// <summary>Resolves the settings with the given environment.</summary>
    /// <param name="settings">Settings that are valid by <see cref="ConnectionRules"/>.</param>
    /// <param name="environment">Reads a variable; returns null or an empty string if it is not set.</param>
    /// <param name="readFile">Reads the text of a file; returns null if it does not exist.</param>
    /// <exception cref="InvalidOperationException">
    /// No connection is configured, or its configuration is not valid. The message names the checked sources.
    /// </exception>
    public static FirestoreConnection Resolve(
        ConnectionSettings settings, Func<string, string?> environment, Func<string, string?> readFile)
    {
        string? Variable(string name) => environment(name) is { Length: > 0 } value ? value : null;

        if (settings.Transport?.Invoker is not null)
        {
            return ToTransport(settings, Variable);
        }

        if (settings.EmulatorHost is { } chosen)
        {
            return ToEmulator(settings, chosen, Variable);
        }

        if (settings.Endpoint is null && settings.Credential is null && Variable(EmulatorVariable) is { } host)
        {
            return EmulatorAddress.ProblemOf(host) is { } problem
                ? throw new InvalidOperationException($"{EmulatorVariable} ('{host}') {problem}")
                : ToEmulator(settings, host, Variable);
        }

        var credential = settings.Credential
            ?? (Variable(FirebaseCredentials.Variable) is { } key ? FirebaseCredentials.Parse(key, readFile) : null)
            ?? (settings.Endpoint is not null || ProjectOf(Variable) is not null ? FirestoreCredential.ApplicationDefault : null)
            ?? throw NothingFound();

        return new FirestoreConnection
        {
            Root = Root(settings, settings.ProjectId ?? ProjectOf(credential) ?? ProjectOf(Variable) ?? throw NoProject()),
            Address = settings.Endpoint ?? FirestoreConnection.PublicEndpoint,
            Tokens = credential.Tokens(settings.CallTimeout),
            QuotaProject = settings.QuotaProject ?? (Variable(QuotaVariable) is { } payer ? Payer(payer) : null),
            CallTimeout = settings.CallTimeout,
            ListenTimeout = settings.ListenTimeout,
            Transport = settings.Transport,
        };
    }

    // The application's invoker authenticates its own calls: credentials of the environment must not be sent to an unknown address.
    private static FirestoreConnection ToTransport(ConnectionSettings settings, Func<string, string?> variable) => new()
    {
        Root = Root(
            settings,
            settings.ProjectId ?? (settings.Credential is { } own ? ProjectOf(own) : null) ?? ProjectOf(variable) ?? throw NoProject()),
        Tokens = settings.Credential?.Tokens(settings.CallTimeout) ?? FixedToken.None,
        QuotaProject = settings.QuotaProject,
        CallTimeout = settings.CallTimeout,
        ListenTimeout = settings.ListenTimeout,
        Transport = settings.Transport,
    };

    private static FirestoreConnection ToEmulator(ConnectionSettings settings, string host, Func<string, string?> variable)
    {
        string[] unused =
        [
            .. settings.Credential is null ? Array.Empty<string>() : ["the option Credential"],
            .. new[] { FirebaseCredentials.Variable, DefaultKeyVariable }.Where(name => variable(name) is not null),
        ];
        var root = Root(settings, settings.ProjectId ?? ProjectOf(variable) ?? EmulatorProject);
        return FirestoreConnection.ToEmulator(host, root) with
        {
            CallTimeout = settings.CallTimeout,
            ListenTimeout = settings.ListenTimeout,
            Transport = settings.Transport,
            UnusedCredentials = unused,
        };
    }

    private static string? ProjectOf(Func<string, string?> variable) =>
        ProjectVariables.FirstOrDefault(name => variable(name) is not null) is { } found ? Checked(found, variable(found)!) : null;

    private static string? ProjectOf(FirestoreCredential credential) =>
        credential.ProjectId is not { } id || ConnectionRules.IsProjectId(id)
            ? credential.ProjectId
            : throw new InvalidOperationException(
                $"The credentials' project_id is not a valid project id. {ConnectionRules.ProjectIdCure} Or set ProjectId.");

    // An id of the environment must have the same form as one of the options.
    private static string Checked(string variable, string id) => ConnectionRules.IsProjectId(id)
        ? id
        : throw new InvalidOperationException($"{variable} ('{id}') is not a valid project id. {ConnectionRules.ProjectIdCure}");

    // Google's header also accepts a project number.
    private static string Payer(string project) => project.All(char.IsAsciiDigit) ? project : Checked(QuotaVariable, project);

    private static DatabaseRoot Root(ConnectionSettings settings, string projectId) =>
        new(projectId, settings.DatabaseId, settings.ParentPath);

    private static InvalidOperationException NothingFound() => new(
        "No Firestore connection is configured. Checked, in this order: UseCallInvoker and the options EmulatorHost, Endpoint and " +
        $"Credential; the variable {EmulatorVariable} (an emulator, host:port); the variable {FirebaseCredentials.Variable} " +
        "(a service account's JSON, as text, in base64 or as a path); " +
        $"the variables {string.Join(" and ", ProjectVariables)} (application default credentials). None is set. " +
        "ProjectId alone is not enough; set Credential to FirestoreCredential.ApplicationDefault " +
        "to use it with this host's own credentials.");

    private static InvalidOperationException NoProject() => new(
        $"The project of the database is not configured. Set ProjectId, or the variable {ProjectVariables[0]}.");
}
