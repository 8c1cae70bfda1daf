namespace AgentState;

/// <summary>An item of a tail: an entry, or a number of missing entries, all of them older than the next item.</summary>
public sealed record ActivityTailItem
{
    /// <summary>The entry; null if this item reports missing entries.</summary>
    public ActivityEntry? Entry { get; init; }

    /// <summary>The number of entries that are missing because more arrived than the buffer holds; 0 with an entry.</summary>
    /// <remarks>A query returns the missing entries.</remarks>
    public long Missed { get; init; }
}
