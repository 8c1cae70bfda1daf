using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>The documents that a watch cannot read, as it goes.</summary>
/// <param name="root">Where their paths begin.</param>
internal sealed class UnreadableBook(DatabaseRoot root)
{
    private readonly SortedDictionary<string, UnreadableDocument> known = new(Utf8Order.Comparer);
    private IReadOnlyList<UnreadableDocument>? all;

    /// <summary>All there are, by path.</summary>
    public IReadOnlyList<UnreadableDocument> All => all ??= [.. known.Values];

    /// <summary>Whether there are others since <see cref="All"/> was read last.</summary>
    public bool HasChanged => all is null;

    /// <summary>What a document has become; null where it is gone, or cannot be read.</summary>
    public T? Read<T>(DocumentDifference change, Func<Document, T> read)
        where T : class
    {
        T? item = null;
        UnreadableDocument? failure = null;
        if (change.After is { } document)
        {
            Readings.TryRead(root, document, read, out item, out failure);
        }

        Set(change.Name, failure);
        return item;
    }

    /// <summary>Takes in why a document cannot be read; null = it can, or is gone.</summary>
    public void Set(string name, UnreadableDocument? failure)
    {
        if (known.GetValueOrDefault(name) == failure)
        {
            return;
        }

        all = null;
        known.Remove(name);
        if (failure is not null)
        {
            known.Add(name, failure);
        }
    }
}
