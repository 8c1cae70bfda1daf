using System.Collections.Immutable;
using AgentState.Internal.Agents.Stored;
using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Listening;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Agents.Liveness;

/// <summary>The state of a watch of agents and their heartbeats; does no I/O and has no clock.</summary>
/// <remarks>
/// Its inputs are two listeners, and reads that check whether missing heartbeats are really missing. It ignores input that is older than
/// its state.
/// </remarks>
/// <param name="root">The location of the agents.</param>
/// <param name="defaultInterval">The heartbeat interval of instances that do not store one.</param>
/// <param name="reportHeartbeats">Whether to report a heartbeat that changes nothing else.</param>
internal sealed class LivenessWatchState(DatabaseRoot root, TimeSpan defaultInterval, bool reportHeartbeats)
{
    private readonly Dictionary<string, Agent> agents = new(StringComparer.Ordinal);
    private readonly InstanceTracker instances = new();
    private readonly Dictionary<string, AgentLiveness> liveness = new(StringComparer.Ordinal);
    private readonly HashSet<string> touched = new(StringComparer.Ordinal);
    private readonly LivenessChecks checks = new();
    private readonly UnreadableTracker unreadable = new(root);
    private ImmutableSortedDictionary<string, Agent> reported = ImmutableSortedDictionary.Create<string, Agent>(Utf8Order.Comparer);

    private DateTimeOffset receivedAt;
    private DateTimeOffset readAt;
    private bool hasAgents;
    private bool hasInstances;
    private bool hasReported;

    /// <summary>The time at which the next agent gets a worse grade unless a heartbeat arrives; null if none can.</summary>
    public DateTimeOffset? NextCheck => checks.Next;

    public void TakeAgents(ListenSnapshot snapshot)
    {
        hasAgents = true;
        Advance(snapshot.ReadTime.ToDateTimeOffset());
        foreach (var change in snapshot.Changes)
        {
            var id = DatabaseRoot.IdOf(change.Name);
            touched.Add(id);
            if (unreadable.Read(change, AgentDocument.Read) is { } agent)
            {
                agents[id] = agent;
            }
            else
            {
                agents.Remove(id);
            }
        }
    }

    public void TakeInstances(ListenSnapshot snapshot)
    {
        hasInstances = true;
        receivedAt = snapshot.ReadTime.ToDateTimeOffset();
        Advance(receivedAt);
        foreach (var change in snapshot.Changes)
        {
            UnreadableDocument? failure = null;
            var record = change.After is { } document ? Read(document, out failure) : null;
            unreadable.Set(change.Name, failure);
            See(change.Name, record, receivedAt);
        }

        instances.ForgetGone(receivedAt);
    }

    /// <summary>The newest instances of the agents whose grade is due to become worse; read them again.</summary>
    public IReadOnlyList<string> Due(DateTimeOffset now) =>
        [.. checks.Due(now).Select(instances.Newest).OfType<InstanceRecord>().Select(newest => newest.Name)];

    /// <summary>Applies the documents that were read for <see cref="Due"/>.</summary>
    public void Confirm(IReadOnlyList<DocumentSnapshot> snapshots)
    {
        foreach (var snapshot in snapshots)
        {
            var checkedAt = snapshot.ReadTime!.ToDateTimeOffset();
            Advance(checkedAt);
            See(snapshot.Name, snapshot.Document is { } document ? Read(document, out _) : null, checkedAt);
        }
    }

    /// <summary>The next snapshot to return; null if nothing has changed.</summary>
    public AgentsSnapshot? Report()
    {
        if (!hasAgents || !hasInstances)
        {
            return null;
        }

        var changes = new List<AgentChange>();
        foreach (var id in touched.Order(Utf8Order.Comparer))
        {
            var before = reported.GetValueOrDefault(id);
            var after = agents.TryGetValue(id, out var agent)
                ? agent with { Liveness = liveness.GetValueOrDefault(id) ?? LivenessRules.Of(newest: null, receivedAt) }
                : null;
            reported = after is null ? reported.Remove(id) : reported.SetItem(id, after);
            Watch(id, after);
            if (IsNews(before, after))
            {
                changes.Add(new AgentChange { AgentId = id, Before = before, After = after });
            }
        }

        touched.Clear();
        if (hasReported && changes.Count == 0 && !unreadable.HasChanged)
        {
            return null;
        }

        hasReported = true;
        return new AgentsSnapshot
        {
            Agents = new AgentList<Agent>(reported),
            Unreadable = unreadable.All,
            Changes = changes,
            ReadAt = readAt,
        };
    }

    private InstanceRecord? Read(Document document, out UnreadableDocument? failure) =>
        InstanceDocument.Read(root, document, defaultInterval, out failure);

    // The inputs come from several reads, and a snapshot must not go back in time.
    private void Advance(DateTimeOffset time) => readAt = time > readAt ? time : readAt;

    private void See(string name, InstanceRecord? record, DateTimeOffset seenAt)
    {
        if (instances.See(name, record, seenAt) is { } agentId)
        {
            liveness[agentId] = LivenessRules.Of(instances.Newest(agentId), seenAt);
            touched.Add(agentId);
        }
    }

    // Agents that are not watched need no check.
    private void Watch(string id, Agent? agent) => checks.Set(
        id,
        agent?.Liveness is { } current && instances.Newest(id) is { } newest ? LivenessRules.WorseAfter(newest, current.Grade) : null);

    private bool IsNews(Agent? before, Agent? after) => (before, after) switch
    {
        (null, null) => false,
        ({ Liveness: { } old } was, { Liveness: { } current } now) => was.Version != now.Version || old.Grade != current.Grade ||
            old.InstanceId != current.InstanceId || (reportHeartbeats && old.LastHeartbeat != current.LastHeartbeat),
        _ => true,
    };
}
