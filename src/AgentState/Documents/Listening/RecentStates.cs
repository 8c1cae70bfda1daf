using System.Collections.Concurrent;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents.Listening;

/// <summary>Caches the state of documents that are read often and change rarely.</summary>
/// <remarks>It does no I/O: a caller reads stale documents itself and passes the result to <see cref="Settle"/>.</remarks>
/// <param name="maxAge">
/// How long a state is cached. Zero disables the cache. <see cref="Timeout.InfiniteTimeSpan"/> means that the documents are never read and
/// count as nonexistent.
/// </param>
/// <param name="time">The source of monotonic time.</param>
/// <param name="read">Converts a document, or null if it does not exist, into a state.</param>
internal sealed class RecentStates<T>(TimeSpan maxAge, TimeProvider time, Func<Document?, T> read)
{
    private readonly ConcurrentDictionary<string, (T State, long AskedAt)> known = new(StringComparer.Ordinal);

    /// <summary>Returns the cached state of a document, which is stale if it is missing or too old.</summary>
    public RecentState<T> Peek(string name)
    {
        if (maxAge == Timeout.InfiniteTimeSpan)
        {
            return new RecentState<T>(name, read(null), IsStale: false);
        }

        return known.TryGetValue(name, out var entry) && time.GetElapsedTime(entry.AskedAt) < maxAge
            ? new RecentState<T>(name, entry.State, IsStale: false)
            : new RecentState<T>(name, read(null), IsStale: true);
    }

    /// <summary>Returns the cached state, or caches and returns the state that was read if it was stale.</summary>
    /// <param name="looked">The result of <see cref="Peek"/>.</param>
    /// <param name="found">The snapshots of all stale documents, by name.</param>
    /// <param name="askedAt">When the read was sent; the age of a state counts from then.</param>
    public T Settle(RecentState<T> looked, IReadOnlyDictionary<string, DocumentSnapshot> found, long askedAt)
    {
        if (!looked.IsStale)
        {
            return looked.State;
        }

        var state = read(found[looked.Name].Document);
        Learn(looked.Name, state, askedAt);
        return state;
    }

    /// <summary>Caches the state of a document, unless a newer one is cached.</summary>
    /// <param name="name">The document's full name.</param>
    /// <param name="state">The state.</param>
    /// <param name="askedAt">When the read or write was sent that returned the state.</param>
    public void Learn(string name, T state, long askedAt) =>
        known.AddOrUpdate(name, (state, askedAt), (_, other) => other.AskedAt > askedAt ? other : (state, askedAt));

    /// <summary>Removes the cached state of a document.</summary>
    public void Forget(string name) => known.TryRemove(name, out _);
}
