namespace AgentState;

/// <summary>How a tail of the log is read.</summary>
public sealed record ActivityTailOptions
{
    /// <summary>How many of the entries that are there already are told first. 0 to 300. Default 20.</summary>
    public int Last { get; init; } = 20;

    /// <summary>
    /// How far before the newest entry it listens: an entry gets its time when its write arrives, and is seen when that is committed, so that a later one may be seen first.
    /// One that is seen so much later is told all the same. 100 ms to 5 minutes. Default 5 s.
    /// </summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many of the newest entries are held for a reader that does not keep up: where more came, those before them are told as a gap, with their number. 10 to 5,000. Default 1,000.
    /// </summary>
    public int Buffer { get; init; } = 1_000;
}
