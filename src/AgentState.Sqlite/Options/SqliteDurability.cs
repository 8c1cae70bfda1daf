namespace AgentState;

/// <summary>What the commits of a database file survive.</summary>
public enum SqliteDurability
{
    /// <summary>
    /// A commit survives a crash of the process (SQLite's <c>synchronous=NORMAL</c>). After a power cut or a crash of the operating system,
    /// the last commits may be missing; the file stays consistent.
    /// </summary>
    ProcessCrash,

    /// <summary>A commit also survives a power cut (SQLite's <c>synchronous=FULL</c>): it waits for the disk.</summary>
    PowerLoss,
}
