using AgentState.Internal.Engines.Embedded.Stored;

namespace AgentState.Internal.Engines.Embedded.Expiry;

/// <summary>The documents that expire, the earliest first. Not thread-safe: the store calls it under its lock.</summary>
internal sealed class ExpiringDocuments
{
    private readonly SortedSet<(DateTimeOffset At, string Name)> entries =
        new(Comparer<(DateTimeOffset At, string Name)>.Create(static (left, right) =>
            left.At == right.At ? string.CompareOrdinal(left.Name, right.Name) : left.At.CompareTo(right.At)));

    private DateTimeOffset searchedAt;

    public int Count => entries.Count;

    /// <summary>Replaces a version of a document; null means that the document does not exist.</summary>
    public void Replace(StoredDocument? before, StoredDocument? after)
    {
        var old = before is null ? null : ExpiryRules.ExpiresAt(before);
        var next = after is null ? null : ExpiryRules.ExpiresAt(after);
        if (old == next)
        {
            return;
        }

        if (old is { } oldTime)
        {
            entries.Remove((oldTime, before!.Name));
        }

        if (next is { } nextTime)
        {
            entries.Add((nextTime, after!.Name));
        }
    }

    /// <summary>Returns the full names of the documents to delete at a commit, at most <see cref="ExpiryRules.MaxDocuments"/>.</summary>
    /// <remarks>
    /// Returns nothing if the last search was less than <see cref="ExpiryRules.Interval"/> ago and found all expired documents.
    /// </remarks>
    /// <param name="now">The time of the commit.</param>
    public IReadOnlyList<string> FindDue(DateTimeOffset now)
    {
        if (now - searchedAt < ExpiryRules.Interval)
        {
            return [];
        }

        var end = now - ExpiryRules.Grace;
        string[] due =
        [
            .. entries.TakeWhile(entry => entry.At < end).Take(ExpiryRules.MaxDocuments).Select(static entry => entry.Name),
        ];
        if (due.Length < ExpiryRules.MaxDocuments)
        {
            searchedAt = now;
        }

        return due;
    }
}
