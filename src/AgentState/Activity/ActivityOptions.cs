namespace AgentState;

/// <summary>How the activity log gathers entries, how long it keeps them, and what it never stores.</summary>
public sealed class ActivityOptions
{
    /// <summary>
    /// How long buffered entries are gathered before they are sent: a process that is killed loses what it wrote in this time. 10 ms to 1 minute. Default 1 s.
    /// </summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many buffered entries are sent together: so many do not wait for <see cref="FlushInterval"/>. 1 to 500. Default 100.</summary>
    public int BatchSize { get; set; } = 100;

    /// <summary>How many bytes of buffered entries are sent together; a larger entry goes alone. 64 KiB to 8 MiB. Default 1 MiB.</summary>
    public int BatchBytes { get; set; } = 1024 * 1024;

    /// <summary>How many buffered entries are held in memory at most, those on their way to the database among them. 1 to 1,000,000. Default 10,000.</summary>
    public int QueueCapacity { get; set; } = 10_000;

    /// <summary>How many bytes of buffered entries are held in memory at most, as they are stored. 2 MiB to 1 GiB. Default 16 MiB.</summary>
    public long QueueBytes { get; set; } = 16L * 1024 * 1024;

    /// <summary>What becomes of an entry for which there is no room. Default <see cref="ActivityOverflow.DropNewest"/>.</summary>
    public ActivityOverflow WhenFull { get; set; } = ActivityOverflow.DropNewest;

    /// <summary>How long <see cref="AgentStateClient.FlushAsync"/> and the end of the container wait for buffered entries to be stored. Zero to 10 minutes. Default 5 s.</summary>
    public TimeSpan FlushTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long entries of level info are kept; null = for ever. Those that are over are not told any more, and the database deletes them within about a day.</summary>
    public TimeSpan? InfoRetention { get; set; }

    /// <summary>How long entries of level warn are kept; null = for ever.</summary>
    public TimeSpan? WarnRetention { get; set; }

    /// <summary>How long entries of level error are kept; null = for ever.</summary>
    public TimeSpan? ErrorRetention { get; set; }

    /// <summary>What is taken out of every entry before it is stored, beside what is known.</summary>
    public RedactionOptions Redaction { get; set; } = new();
}
