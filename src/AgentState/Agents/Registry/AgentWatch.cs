using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AgentState.Internal.Agents.Liveness;
using AgentState.Internal.Agents.Stored;
using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Listening;
using AgentState.Internal.Watching;

namespace AgentState.Internal.Agents.Registry;

/// <summary>Converts listener snapshots to agents; each version of a document is converted once.</summary>
internal static class AgentWatch
{
    public static async IAsyncEnumerable<Agent?> OneAsync(
        ListenerHub listeners, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var snapshot in listeners.ListenAsync(ListenTarget.OfDocument(name), cancellationToken).ConfigureAwait(false))
        {
            yield return snapshot.Documents.TryGetValue(name, out var document) ? AgentDocument.Read(document) : null;
        }
    }

    public static async IAsyncEnumerable<AgentsSnapshot> AllAsync(
        ListenerHub listeners, DatabaseRoot root, AgentFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var target = ListenTarget.OfQuery(root.Parent, AgentQueries.Listed(filter).Build());
        var agents = ImmutableSortedDictionary.Create<string, Agent>(Utf8Order.Comparer);
        var unreadable = new UnreadableTracker(root);
        var hasReported = false;
        await foreach (var snapshot in listeners.ListenAsync(target, cancellationToken).ConfigureAwait(false))
        {
            var changes = new List<AgentChange>(snapshot.Changes.Count);
            foreach (var change in snapshot.Changes)
            {
                var id = DatabaseRoot.IdOf(change.Name);
                var after = unreadable.Read(change, AgentDocument.Read);
                if (agents.GetValueOrDefault(id) is var before && (before is not null || after is not null))
                {
                    changes.Add(new AgentChange { AgentId = id, Before = before, After = after });
                }

                agents = after is null ? agents.Remove(id) : agents.SetItem(id, after);
            }

            if (hasReported && changes.Count == 0 && !unreadable.HasChanged)
            {
                continue;
            }

            hasReported = true;
            changes.Sort(static (left, right) => Utf8Order.Compare(left.AgentId, right.AgentId));
            yield return new AgentsSnapshot
            {
                Agents = new AgentList<Agent>(agents),
                Unreadable = unreadable.All,
                Changes = changes,
                ReadAt = snapshot.ReadTime.ToDateTimeOffset(),
            };
        }
    }
}
