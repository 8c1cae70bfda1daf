using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Writing;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Agents.Stored;

/// <summary>Builds the writes of the registry, each as the change of one document; has no state and does no I/O.</summary>
internal static class AgentWrites
{
    /// <summary>Writes the fields of the registration that differ from the stored ones, or creates the document.</summary>
    public static StateChange Register(DatabaseRoot root, AgentRegistration registration)
    {
        var defined = AgentDocument.Defined(registration);
        return new StateChange
        {
            Name = NameOf(root, registration.Id),
            Decide = snapshot => snapshot.Document is { } document
                ? Redefine(document, defined)
                : Writes.Create(snapshot.Name, New(defined)),
        };
    }

    /// <summary>Writes the registration, and increments the epoch for one more instance.</summary>
    /// <remarks>
    /// Each instance gets an epoch of its own. After a lost reply the epoch is incremented again, and one number stays unused.
    /// </remarks>
    public static StateChange StartInstance(DatabaseRoot root, AgentRegistration registration)
    {
        var defined = AgentDocument.Defined(registration);
        return new StateChange
        {
            Name = NameOf(root, registration.Id),
            Decide = snapshot =>
            {
                var epoch = KeyValuePair.Create(AgentFields.Epoch, Values.Of(AgentDocument.EpochOf(snapshot) + 1));
                if (snapshot.Document is not { } document)
                {
                    return Writes.Create(snapshot.Name, [.. New(defined), epoch]);
                }

                List<KeyValuePair<string, Value>> changed = [.. Changed(document, defined), epoch];
                return Writes.Patch(document.Name, changed, changed.Select(field => field.Key));
            },
        };
    }

    /// <summary>Sets the desired state; does not create the agent.</summary>
    public static StateChange SetDesiredState(DatabaseRoot root, string agentId, AgentDesiredState desiredState)
    {
        var value = Values.Of(AgentDesiredStateText.Of(desiredState));
        return StateChange.Blind(
            Writes.Patch(NameOf(root, agentId), [new(AgentFields.DesiredState, value)], [AgentFields.DesiredState]).IfExists()) with
        {
            Holds = snapshot => snapshot.Document?.Fields.GetValueOrDefault(AgentFields.DesiredState)?.Equals(value) == true,
        };
    }

    /// <summary>Sets the status and the time of the last run; creates the document if it does not exist.</summary>
    public static StateChange SetStatus(DatabaseRoot root, string agentId, AgentStatus status) => StateChange.Blind(
        Writes.Patch(NameOf(root, agentId), [new(AgentFields.Status, Values.Of(AgentStatusText.Of(status)))], [AgentFields.Status])
            .WithServerTime(AgentFields.LastRun));

    /// <summary>Sets the status to running for a busy instance, with a new write id.</summary>
    /// <remarks>
    /// The write id makes every write change the document. The server's time has milliseconds, so a second write may change nothing and
    /// leave the version as it was. Another instance would then treat the agent as unchanged.
    /// </remarks>
    public static StateChange SetRunning(DatabaseRoot root, string agentId)
    {
        KeyValuePair<string, Value>[] fields =
        [
            new(AgentFields.Status, Values.Of(AgentStatusText.Of(AgentStatus.Running))),
            new(AgentFields.StatusWriteId, Values.Of(DocumentIds.New())),
        ];
        return StateChange.Blind(
            Writes.Patch(NameOf(root, agentId), fields, fields.Select(field => field.Key)).WithServerTime(AgentFields.LastRun));
    }

    /// <summary>Sets only the status, on condition that the document has not changed since it was read.</summary>
    /// <remarks>Used when another process than the agent's sets the status, so it does not change the time of the last run.</remarks>
    public static Write StatusOnly(DocumentSnapshot agent, AgentStatus status) => Writes
        .Patch(agent.Name, [new(AgentFields.Status, Values.Of(AgentStatusText.Of(status)))], [AgentFields.Status])
        .IfUnchanged(agent);

    public static StateChange ReplaceConfig(DatabaseRoot root, string agentId, StateMap config, WriteCondition? condition)
    {
        var value = Values.Of(config);
        var write = Writes.Patch(NameOf(root, agentId), [new(AgentFields.Config, value)], [AgentFields.Config]).IfExists(condition);
        return StateChange.Blind(write) with
        {
            Holds = snapshot => snapshot.Document?.Fields.GetValueOrDefault(AgentFields.Config)?.Equals(value) == true,
        };
    }

    public static StateChange PatchConfig(DatabaseRoot root, string agentId, MapPatch patch, WriteCondition? condition)
    {
        var write = Writes
            .Patch(NameOf(root, agentId), [new(AgentFields.Config, patch.ToValue())], patch.MaskUnder(AgentFields.Config))
            .IfExists(condition);
        return StateChange.Blind(write) with
        {
            Holds = snapshot => patch.HoldsIn(snapshot.Document?.Fields.GetValueOrDefault(AgentFields.Config)),
        };
    }

    /// <summary>Adds to the agent's counters; does not create the agent.</summary>
    /// <remarks>Commit it only together with a write that shows whether it was applied.</remarks>
    public static Write Increment(DatabaseRoot root, string agentId, AgentStats increment)
    {
        var write = Writes.Patch(NameOf(root, agentId), [], []).IfExists();
        StatsFields.AddIncrements(write, AgentFields.Stats, increment);
        return write;
    }

    public static StateChange Deregister(DatabaseRoot root, string agentId) =>
        StateChange.Blind(Writes.Delete(NameOf(root, agentId)));

    public static string NameOf(DatabaseRoot root, string agentId) => root.Document(AgentDocument.Collection, agentId);

    private static Write? Redefine(Document document, IReadOnlyDictionary<string, Value> defined)
    {
        var changed = Changed(document, defined).ToList();
        return changed.Count == 0 ? null : Writes.Patch(document.Name, changed, changed.Select(field => field.Key));
    }

    private static IEnumerable<KeyValuePair<string, Value>> New(IReadOnlyDictionary<string, Value> defined) =>
        AgentDocument.Initial.Where(field => !defined.ContainsKey(field.Key)).Concat(defined);

    private static IEnumerable<KeyValuePair<string, Value>> Changed(Document document, IReadOnlyDictionary<string, Value> defined) =>
        defined.Where(field => !field.Value.Equals(document.Fields.GetValueOrDefault(field.Key)));
}
