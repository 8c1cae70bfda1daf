using AgentState.Internal.Data;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents.Listening;

/// <summary>Tracks the documents that a watch cannot read.</summary>
/// <param name="root">The root of the documents' paths.</param>
internal sealed class UnreadableTracker(DatabaseRoot root)
{
    private readonly SortedDictionary<string, UnreadableDocument> known = new(Utf8Order.Comparer);
    private IReadOnlyList<UnreadableDocument>? all;

    /// <summary>The unreadable documents, ordered by path.</summary>
    public IReadOnlyList<UnreadableDocument> All => all ??= [.. known.Values];

    /// <summary>Whether the documents have changed since <see cref="All"/> was last read.</summary>
    public bool HasChanged => all is null;

    /// <summary>Reads a changed document; returns null if it was deleted or is unreadable.</summary>
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

    /// <summary>Records why a document is unreadable; null if it is readable or was deleted.</summary>
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
