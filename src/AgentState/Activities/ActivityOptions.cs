namespace AgentState;

/// <summary>The options of the activity log: buffering, retention and redaction.</summary>
public sealed class ActivityOptions
{
    /// <summary>How long buffered entries are gathered before they are sent.</summary>
    /// <remarks>A process that is killed loses the entries of this time. 10 ms to 1 minute. Default 1 s.</remarks>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The largest number of entries in a batch; a full batch is sent without waiting for <see cref="FlushInterval"/>.</summary>
    /// <remarks>1 to 500. Default 100.</remarks>
    public int BatchSize { get; set; } = 100;

    /// <summary>The largest size of a batch in bytes; a larger entry is sent alone.</summary>
    /// <remarks>64 KiB to 8 MiB. Default 1 MiB.</remarks>
    public int BatchBytes { get; set; } = 1024 * 1024;

    /// <summary>The largest number of buffered entries in memory, including those being sent.</summary>
    /// <remarks>1 to 1,000,000. Default 10,000.</remarks>
    public int QueueCapacity { get; set; } = 10_000;

    /// <summary>The largest total size of the buffered entries in memory, in bytes as stored.</summary>
    /// <remarks>2 MiB to 1 GiB. Default 16 MiB.</remarks>
    public long QueueBytes { get; set; } = 16L * 1024 * 1024;

    /// <summary>The policy for new entries when the queue is full; default <see cref="ActivityOverflow.DropNewest"/>.</summary>
    public ActivityOverflow WhenFull { get; set; } = ActivityOverflow.DropNewest;

    /// <summary>How long <see cref="AgentStateClient.FlushAsync"/> and dispose wait until buffered entries are stored.</summary>
    /// <remarks>Zero to 10 minutes. Default 5 s.</remarks>
    public TimeSpan FlushTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long entries of level info are kept; null = for ever (default).</summary>
    /// <remarks>Expired entries are no longer returned, and the database deletes them within about a day.</remarks>
    public TimeSpan? InfoRetention { get; set; }

    /// <summary>How long entries of level warn are kept; null = for ever (default).</summary>
    public TimeSpan? WarnRetention { get; set; }

    /// <summary>How long entries of level error are kept; null = for ever (default).</summary>
    public TimeSpan? ErrorRetention { get; set; }

    /// <summary>Additional rules for the secrets that are removed from every entry before it is stored.</summary>
    public RedactionOptions Redaction { get; set; } = new();
}
