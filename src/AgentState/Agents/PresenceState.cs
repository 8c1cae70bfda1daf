using System.Collections.Immutable;
using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// What a watch of agents and their heartbeats knows, and has told. It is fed by two listeners and by reads that look whether who has fallen silent
/// really has; it never believes what is older than what it knows. No I/O, no clock.
/// </summary>
/// <param name="root">Where our agents lie.</param>
/// <param name="defaultInterval">How often an instance beats that does not say so.</param>
/// <param name="tellHeartbeats">Whether a heartbeat by itself is worth telling.</param>
internal sealed class PresenceState(DatabaseRoot root, TimeSpan defaultInterval, bool tellHeartbeats)
{
    private readonly Dictionary<string, Agent> agents = new(StringComparer.Ordinal);
    private readonly InstanceBook instances = new();
    private readonly Dictionary<string, AgentLiveness> liveness = new(StringComparer.Ordinal);
    private readonly HashSet<string> touched = new(StringComparer.Ordinal);
    private readonly LivenessChecks checks = new();
    private readonly UnreadableBook unreadable = new(root);
    private ImmutableSortedDictionary<string, AgentPresence> told = ImmutableSortedDictionary.Create<string, AgentPresence>(Utf8Order.Comparer);
    private DateTimeOffset heardAt;
    private bool hasAgents;
    private bool hasInstances;
    private bool hasTold;

    /// <summary>When somebody will have been silent for too long, unless a heartbeat comes; null where nobody can.</summary>
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

    /// <summary>The instances by which those are alive who would have been silent for too long by now: to be read again.</summary>
    public IReadOnlyList<string> Due(DateTimeOffset now) => [.. checks.Due(now).Select(instances.Newest).OfType<InstanceRecord>().Select(newest => newest.Name)];

    /// <summary>Takes the answer to <see cref="Due"/>.</summary>
    public void Confirm(IReadOnlyList<DocumentSnapshot> snapshots)
    {
        foreach (var snapshot in snapshots)
        {
            See(snapshot.Name, snapshot.Document is { } document ? Read(document, out _) : null, snapshot.ReadTime!.ToDateTimeOffset());
        }
    }

    /// <summary>What is to be told now; null where nothing is new.</summary>
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

    // Who is not watched need not be looked after.
    private void Watch(string id, AgentPresence? presence) => checks.Set(
        id,
        presence is not null && instances.Newest(id) is { } newest ? LivenessRules.WorseAfter(newest, presence.Liveness.Grade) : null);

    private bool IsNews(AgentPresence? before, AgentPresence? after) => (before, after) switch
    {
        (null, null) => false,
        ({ } old, { } now) => old.Agent.Version != now.Agent.Version || old.Liveness.Grade != now.Liveness.Grade ||
            old.Liveness.InstanceId != now.Liveness.InstanceId || (tellHeartbeats && old.Liveness.LastHeartbeat != now.Liveness.LastHeartbeat),
        _ => true,
    };
}
