namespace AgentState;

/// <summary>An item of a tail: an entry, or a number of missing entries, all of them older than the next item.</summary>
public sealed record ActivityTailItem
{
    /// <summary>The entry; null if this item reports missing entries.</summary>
    public ActivityEntry? Entry { get; init; }

    /// <summary>The number of entries that are missing because more arrived than the buffer holds; 0 with an entry.</summary>
    /// <remarks><see cref="IActivityLog.ListAsync"/> returns the missing entries.</remarks>
    public long Missed { get; init; }

    /// <summary>Returns the id of the entry or the number of missing entries, without any content.</summary>
    public override string ToString() =>
        Entry is { } entry ? $"{nameof(ActivityTailItem)} ({entry.Id})" : $"{nameof(ActivityTailItem)} ({Missed} missed)";
}
