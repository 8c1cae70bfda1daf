using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AgentState.Internal.Documents;
using AgentState.Internal.Engines.Embedded.Queries;
using AgentState.Internal.Engines.Embedded.Stored;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Engines.Embedded.Listening;

/// <summary>Listens to a store by reading the target again after each change that concerns it.</summary>
internal static class StoreListener
{
    // Like the service: an idle listener receives an unchanged snapshot.
    private static readonly TimeSpan PulseInterval = TimeSpan.FromSeconds(30);

    /// <summary>Returns a snapshot of the current state, then one for each change, until it is cancelled.</summary>
    /// <param name="store">The store to read from.</param>
    /// <param name="feed">Reports the changes of the store.</param>
    /// <param name="target">The document or query.</param>
    /// <param name="time">The clock of the pulses.</param>
    /// <param name="cancellationToken">Ends the listener.</param>
    public static async IAsyncEnumerable<ListenSnapshot> ListenAsync(
        IDocumentStore store,
        ChangeFeed feed,
        ListenTarget target,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var subscription = feed.Subscribe(Concerns(store, target));
        ImmutableDictionary<string, Document>? reported = null;
        for (var mustReport = true; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (found, readTime) = await ReadAsync(store, target, cancellationToken).ConfigureAwait(false);
            var changes = ListenSnapshot.Compare(reported ?? ListenSnapshot.Nothing, found);
            if (mustReport || changes.Count > 0)
            {
                reported = found;
                yield return new ListenSnapshot(found, changes, readTime);
            }

            mustReport = !await subscription.WaitAsync(PulseInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static Func<string, bool> Concerns(IDocumentStore store, ListenTarget target)
    {
        if (target.Document is { } name)
        {
            return changed => changed == name;
        }

        var scope = QueryPlanner.Plan(store.Root, target.Parent!, target.Query!).Scope;
        return changed => scope.Includes(StoredDocument.CollectionOf(changed));
    }

    private static async Task<(ImmutableDictionary<string, Document> Found, Timestamp ReadTime)> ReadAsync(
        IDocumentStore store, ListenTarget target, CancellationToken cancellationToken)
    {
        if (target.Document is { } name)
        {
            var snapshot = (await store.GetAsync([name], cancellationToken).ConfigureAwait(false))[0];
            var current = snapshot.Document is { } document ? ListenSnapshot.Nothing.Add(name, document) : ListenSnapshot.Nothing;
            return (current, snapshot.ReadTime!);
        }

        var result = await store.QueryAsync(target.Parent!, target.Query!, cancellationToken).ConfigureAwait(false);
        var entries = result.Documents.Select(static found => KeyValuePair.Create(found.Name, found));
        return (ListenSnapshot.Nothing.AddRange(entries), result.ReadTime);
    }
}
