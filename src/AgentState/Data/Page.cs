namespace AgentState;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
public sealed record Page<T>
{
    /// <summary>The items of the page, in the order of the list.</summary>
    /// <remarks>A page can be empty although more pages follow: check <see cref="ContinuationToken"/>.</remarks>
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>The documents of the page that cannot be read as items. Empty by default.</summary>
    /// <remarks>They count toward the size of the page, and the next page starts after them.</remarks>
    public IReadOnlyList<UnreadableDocument> Unreadable { get; init; } = [];

    /// <summary>The value of <see cref="PageRequest.ContinuationToken"/> for the next page; null on the last page.</summary>
    public string? ContinuationToken { get; init; }

    /// <summary>Returns the numbers of items and of unreadable documents, and whether it is the last page, without any content.</summary>
    public override string ToString() =>
        $"Page ({Items.Count} items, {Unreadable.Count} unreadable, {(ContinuationToken is null ? "the last page" : "more pages follow")})";
}
