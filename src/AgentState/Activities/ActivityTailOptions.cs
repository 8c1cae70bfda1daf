namespace AgentState;

/// <summary>The options of a tail of the log.</summary>
public sealed record ActivityTailOptions
{
    /// <summary>The number of already stored entries to return first, 0 to 300; default 20.</summary>
    public int Last { get; init; } = 20;

    /// <summary>How far before the newest entry the tail listens, so that it finds entries that become visible late.</summary>
    /// <remarks>
    /// An entry gets its time when its write arrives, but is visible only after the commit. So an entry with a later time may be visible
    /// first. An entry that becomes visible at most this much later is still returned. 100 ms to 5 minutes. Default 5 s.
    /// </remarks>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The number of newest entries that are held for a slow reader, 10 to 5,000; default 1,000.</summary>
    /// <remarks>If more entries arrive, the older ones are reported as a gap, with their number.</remarks>
    public int Buffer { get; init; } = 1_000;
}
