using System.Collections.Concurrent;
using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// What this process knows of some documents that are looked at often and change seldom: as they were not longer ago than a given time. It does no I/O: who
/// finds stale what he looks at reads the document, alone or with others, and settles by what he found.
/// </summary>
/// <param name="maxAge">How old knowledge may be. Zero = always too old; <see cref="Timeout.InfiniteTimeSpan"/> = the documents are not looked at, as if there were none.</param>
/// <param name="time">Monotonic time.</param>
/// <param name="read">Makes a state of a document, or of there being none.</param>
internal sealed class RecentStates<T>(TimeSpan maxAge, TimeProvider time, Func<Document?, T> read)
{
    private readonly ConcurrentDictionary<string, (T State, long AskedAt)> known = new(StringComparer.Ordinal);

    /// <summary>What is known of a document. Where that is too old it is stale, and its state is that of no document.</summary>
    public RecentState<T> Look(string name)
    {
        if (maxAge == Timeout.InfiniteTimeSpan)
        {
            return new RecentState<T>(name, read(null), IsStale: false);
        }

        return known.TryGetValue(name, out var entry) && time.GetElapsedTime(entry.AskedAt) < maxAge
            ? new RecentState<T>(name, entry.State, IsStale: false)
            : new RecentState<T>(name, read(null), IsStale: true);
    }

    /// <summary>What was known already, or what was found where that was stale.</summary>
    /// <param name="looked">What <see cref="Look"/> told.</param>
    /// <param name="found">What was read, by name: all that was stale.</param>
    /// <param name="askedAt">When the read was sent: knowledge is as old as the question, not as the answer.</param>
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

    /// <summary>Takes in what a document says.</summary>
    /// <param name="name">The document's full name.</param>
    /// <param name="state">What it says.</param>
    /// <param name="askedAt">When the read or write was sent that shows it.</param>
    public void Learn(string name, T state, long askedAt) =>
        known.AddOrUpdate(name, (state, askedAt), (_, other) => other.AskedAt > askedAt ? other : (state, askedAt));

    /// <summary>What was known is out of date.</summary>
    public void Forget(string name) => known.TryRemove(name, out _);
}
