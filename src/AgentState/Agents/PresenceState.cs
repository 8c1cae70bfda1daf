using System.Collections.Immutable;
using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>The state of a watch of agents and their heartbeats; does no I/O and has no clock.</summary>
/// <remarks>
/// Its inputs are two listeners, and reads that check whether missing heartbeats are really missing. It ignores input that is older than
/// its state.
/// </remarks>
/// <param name="root">The location of the agents.</param>
/// <param name="defaultInterval">The heartbeat interval of instances that do not store one.</param>
/// <param name="tellHeartbeats">Whether to report a heartbeat that changes nothing else.</param>
internal sealed class PresenceState(DatabaseRoot root, TimeSpan defaultInterval, bool tellHeartbeats)
{
    private readonly Dictionary<string, Agent> agents = new(StringComparer.Ordinal);
    private readonly InstanceTracker instances = new();
    private readonly Dictionary<string, AgentLiveness> liveness = new(StringComparer.Ordinal);
    private readonly HashSet<string> touched = new(StringComparer.Ordinal);
    private readonly LivenessChecks checks = new();
    private readonly UnreadableTracker unreadable = new(root);
    private ImmutableSortedDictionary<string, AgentPresence> told =
        ImmutableSortedDictionary.Create<string, AgentPresence>(Utf8Order.Comparer);

    private DateTimeOffset heardAt;
    private bool hasAgents;
    private bool hasInstances;
    private bool hasTold;

    /// <summary>The time at which the next agent gets a worse grade unless a heartbeat arrives; null if none can.</summary>
    public DateTimeOffset? NextCheck => checks.Next;

    public void TakeAgents(ListenSnapshot snapshot)
    {
        hasAgents = true;
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
        heardAt = snapshot.ReadTime.ToDateTimeOffset();
        foreach (var change in snapshot.Changes)
        {
            UnreadableDocument? failure = null;
            var record = change.After is { } document ? Read(document, out failure) : null;
            unreadable.Set(change.Name, failure);
            See(change.Name, record, heardAt);
        }

        instances.ForgetGone(heardAt);
    }

    /// <summary>The newest instances of the agents whose grade is due to become worse; read them again.</summary>
    public IReadOnlyList<string> Due(DateTimeOffset now) =>
        [.. checks.Due(now).Select(instances.Newest).OfType<InstanceRecord>().Select(newest => newest.Name)];

    /// <summary>Applies the documents that were read for <see cref="Due"/>.</summary>
    public void Confirm(IReadOnlyList<DocumentSnapshot> snapshots)
    {
        foreach (var snapshot in snapshots)
        {
            See(snapshot.Name, snapshot.Document is { } document ? Read(document, out _) : null, snapshot.ReadTime!.ToDateTimeOffset());
        }
    }

    /// <summary>The next snapshot to return; null if nothing has changed.</summary>
    public FleetSnapshot? Tell()
    {
        if (!hasAgents || !hasInstances)
        {
            return null;
        }

        var changes = new List<PresenceChange>();
        foreach (var id in touched.Order(Utf8Order.Comparer))
        {
            var before = told.GetValueOrDefault(id);
            var after = agents.TryGetValue(id, out var agent)
                ? new AgentPresence(agent, liveness.GetValueOrDefault(id) ?? LivenessRules.Of(newest: null, heardAt))
                : null;
            told = after is null ? told.Remove(id) : told.SetItem(id, after);
            Watch(id, after);
            if (IsNews(before, after))
            {
                changes.Add(new PresenceChange(id, before, after));
            }
        }

        touched.Clear();
        if (hasTold && changes.Count == 0 && !unreadable.HasChanged)
        {
            return null;
        }

        hasTold = true;
        return new FleetSnapshot { Agents = new AgentList<AgentPresence>(told), Unreadable = unreadable.All, Changes = changes };
    }

    private InstanceRecord? Read(Document document, out UnreadableDocument? failure) =>
        InstanceDocument.Read(root, document, defaultInterval, out failure);

    private void See(string name, InstanceRecord? record, DateTimeOffset readAt)
    {
        if (instances.See(name, record, readAt) is { } agentId)
        {
            liveness[agentId] = LivenessRules.Of(instances.Newest(agentId), readAt);
            touched.Add(agentId);
        }
    }

    // Agents that are not watched need no check.
    private void Watch(string id, AgentPresence? presence) => checks.Set(
        id,
        presence is not null && instances.Newest(id) is { } newest ? LivenessRules.WorseAfter(newest, presence.Liveness.Grade) : null);

    private bool IsNews(AgentPresence? before, AgentPresence? after) => (before, after) switch
    {
        (null, null) => false,
        ({ } old, { } now) => old.Agent.Version != now.Agent.Version || old.Liveness.Grade != now.Liveness.Grade ||
            old.Liveness.InstanceId != now.Liveness.InstanceId ||
            (tellHeartbeats && old.Liveness.LastHeartbeat != now.Liveness.LastHeartbeat),
        _ => true,
    };
}
