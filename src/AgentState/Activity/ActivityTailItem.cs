namespace AgentState;

/// <summary>What a tail of the log tells: an entry, or that some are missing, all of them older than the next one.</summary>
public sealed record ActivityTailItem
{
    /// <summary>The entry; null where entries are missing.</summary>
    public ActivityEntry? Entry { get; init; }

    /// <summary>How many entries are not told here, since more came than the buffer holds; 0 with an entry. A query finds them.</summary>
    public long Missed { get; init; }
}
