namespace AgentState;

/// <summary>
/// Decides where to connect, and as whom. The first match wins: an explicit option (a call invoker, EmulatorHost, Endpoint, Credential),
/// then FIRESTORE_EMULATOR_HOST, then FIREBASE_CREDENTIALS, then the application default credentials where GOOGLE_CLOUD_PROJECT or
/// GCLOUD_PROJECT is set. It reads what it is given, and opens nothing.
/// </summary>
internal static class ConnectionResolver
{
    private const string EmulatorVariable = "FIRESTORE_EMULATOR_HOST";
    private const string QuotaVariable = "GOOGLE_CLOUD_QUOTA_PROJECT";
    private const string DefaultKeyVariable = "GOOGLE_APPLICATION_CREDENTIALS";

    // Google's own clients read both; firebase emulators:exec sets the second one.
    private static readonly string[] ProjectVariables = ["GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT"];

    // The prefix tells Firebase's tools that there is no such project in the cloud.
    public const string EmulatorProject = "demo-agentstate";

    /// <summary>Decides by this process's environment.</summary>
    public static FirestoreConnection Resolve(ConnectionSettings settings) =>
        Resolve(settings, Environment.GetEnvironmentVariable, path => File.Exists(path) ? File.ReadAllText(path) : null);

    /// <param name="settings">Settings that break no rule of <see cref="ConnectionRules"/>.</param>
    /// <param name="environment">Reads a variable; null or empty where it is not set.</param>
    /// <param name="readFile">Reads a file's text; null where there is none.</param>
    /// <exception cref="InvalidOperationException">Nothing says where to connect, or what says so cannot be used. The message tells what was looked for.</exception>
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

    // An invoker of the application's logs in by itself: no credentials found in the environment are sent where nobody knows.
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
                $"The credentials' project_id is not a project's id. {ConnectionRules.ProjectIdCure} Or set ProjectId.");

    // An id of the environment is held to the same form as one of the options.
    private static string Checked(string variable, string id) => ConnectionRules.IsProjectId(id)
        ? id
        : throw new InvalidOperationException($"{variable} ('{id}') is not a project's id. {ConnectionRules.ProjectIdCure}");

    // Google's header takes a project's number as well.
    private static string Payer(string project) => project.All(char.IsAsciiDigit) ? project : Checked(QuotaVariable, project);

    private static DatabaseRoot Root(ConnectionSettings settings, string projectId) => new(projectId, settings.DatabaseId, settings.ParentPath);

    private static InvalidOperationException NothingFound() => new(
        "Nothing says where Firestore is. Looked for, in this order: the options EmulatorHost, Endpoint and Credential, and " +
        $"UseCallInvoker; the variable {EmulatorVariable} (an emulator, host:port); the variable {FirebaseCredentials.Variable} " +
        "(a service account's JSON, as text, in base64 or as a path); " +
        $"the variables {string.Join(" and ", ProjectVariables)} (application default credentials). None is set. " +
        "ProjectId names a project, and connects to nothing; set Credential to FirestoreCredential.ApplicationDefault " +
        "to use it with this host's own credentials.");

    private static InvalidOperationException NoProject() => new(
        $"Nothing tells which project the database is in. Set ProjectId, or the variable {ProjectVariables[0]}.");
}
