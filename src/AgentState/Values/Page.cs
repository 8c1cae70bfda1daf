namespace AgentState;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What the list holds.</typeparam>
public sealed record Page<T>
{
    /// <summary>The page's items, in the list's order. A page may be empty although more pages follow: check <see cref="ContinuationToken"/>.</summary>
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>
    /// The page's documents that cannot be read as items: they count to its size, and the next page goes on behind them. Empty by default.
    /// </summary>
    public IReadOnlyList<UnreadableDocument> Unreadable { get; init; } = [];

    /// <summary>What <see cref="PageRequest.ContinuationToken"/> takes to get the next page; null on the last one.</summary>
    public string? ContinuationToken { get; init; }
}
