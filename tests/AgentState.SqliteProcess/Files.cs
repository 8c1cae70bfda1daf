namespace AgentState.SqliteProcess;

/// <summary>Opens the database file.</summary>
internal static class Files
{
    /// <summary>The collection of the documents that writers create.</summary>
    public const string Written = "written";

    /// <summary>The collection of the writers' counters.</summary>
    public const string Counters = "counters";

    // On a busy machine, a process may keep the lock for as long as it does not run.
    public static readonly TimeSpan LockTimeout = TimeSpan.FromMinutes(1);

    public static SqliteDocumentStore Open(string file, TimeProvider? time = null) => new(
        new DatabaseRoot("demo-agentstate"), file, new SqliteOptions { LockTimeout = LockTimeout }, time ?? TimeProvider.System);
}
