namespace AgentState.Firestore.Tests;

/// <summary>
/// A real project in the emulator's place, for the contracts alone. Each engine keeps to a random document path of its own, so that
/// neither other tests nor whatever else the database holds is touched.
/// </summary>
internal sealed class RealProject
{
    /// <summary>Names the project. Calls are made with the application default credentials, and are billed.</summary>
    public const string Variable = "AGENTSTATE_TEST_PROJECT";

    private const string Collection = "agentstate-tests";

    private readonly string run = Guid.NewGuid().ToString("N");
    private readonly string projectId;
    private int engines;

    private RealProject(string projectId) => this.projectId = projectId;

    public static RealProject? OfEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } projectId ? new RealProject(projectId) : null;

    public FirestoreConnection NewConnection() => ConnectionResolver.Resolve(new ConnectionSettings
    {
        Credential = FirestoreCredential.ApplicationDefault,
        ProjectId = projectId,
        ParentPath = $"{Collection}/{run}-{Interlocked.Increment(ref engines)}",
    });

    /// <summary>Tells what the run has cost, and what it has left behind.</summary>
    public void Report(BilledOperations billed) => Console.WriteLine(
        $"Billed to '{projectId}': {billed.Reads} reads, {billed.Writes} writes, {billed.Deletes} deletes. " +
        $"Left behind: {engines} documents '{Collection}/{run}-*' and what lies beneath them.");
}
