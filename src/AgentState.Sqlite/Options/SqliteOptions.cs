namespace AgentState;

/// <summary>The options of <see cref="AgentStateSqliteExtensions.UseSqlite"/>.</summary>
public sealed class SqliteOptions
{
    /// <summary>What survives; the default is <see cref="SqliteDurability.ProcessCrash"/>.</summary>
    public SqliteDurability Durability { get; set; }

    /// <summary>How long a call waits while other processes hold the file's lock; the default is 10 s.</summary>
    /// <remarks>Then the call throws <see cref="StateUnavailableException"/>, and nothing was written.</remarks>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
