namespace AgentState.Firestore.Tests;

/// <summary>A real project that replaces the emulator in the contract tests.</summary>
/// <remarks>Each engine uses its own random document path, so it touches neither other tests nor other data of the database.</remarks>
internal sealed class RealProject
{
    /// <summary>Names the project. Calls use the application default credentials, and are billed.</summary>
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

    /// <summary>Prints the cost of the run, and the documents that it has left in the database.</summary>
    public void Report(BilledOperations billed) => Console.WriteLine(
        $"Billed to '{projectId}': {billed.Reads} reads, {billed.Writes} writes, {billed.Deletes} deletes. " +
        $"Left behind: {engines} documents '{Collection}/{run}-*' and their subcollections.");
}
