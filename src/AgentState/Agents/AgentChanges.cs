using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>The writes of the registry, each as one document's part in a commit. Pure.</summary>
internal static class AgentChanges
{
    /// <summary>Makes the agent's document say what the registration defines. What it says already is not written again.</summary>
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

    /// <summary>
    /// Makes the agent's document say what the registration defines, and counts one more instance. Each takes a number of its own: whose reply was lost
    /// takes another one, and the one before stays nobody's.
    /// </summary>
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

    /// <summary>Says what the agent is wanted to do. One that is not registered is not made by it.</summary>
    public static StateChange SetWanted(DatabaseRoot root, string agentId, AgentWantedState wanted)
    {
        var value = Values.Of(AgentWantedStateText.Of(wanted));
        return StateChange.Blind(Writes.Patch(NameOf(root, agentId), [new(AgentFields.Wanted, value)], [AgentFields.Wanted]).IfExists()) with
        {
            Holds = snapshot => snapshot.Document?.Fields.GetValueOrDefault(AgentFields.Wanted)?.Equals(value) == true,
        };
    }

    /// <summary>Two fields and nothing else, whatever the document is; one that is not there is made.</summary>
    public static StateChange SetStatus(DatabaseRoot root, string agentId, AgentStatus status) => StateChange.Blind(
        Writes.Patch(NameOf(root, agentId), [new(AgentFields.Status, Values.Of(AgentStatusText.Of(status)))], [AgentFields.Status])
            .WithServerTime(AgentFields.LastRun));

    /// <summary>
    /// Running, as an instance writes it that is busy. The write id is new each time: the server's time is of milliseconds, and a write
    /// that changes nothing leaves the version as it was, by which another instance would take the agent for unchanged.
    /// </summary>
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

    /// <summary>The status alone, on condition that the document is as it was seen: somebody else says what the agent does not say itself.</summary>
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

    /// <summary>Adds to the agent's counters. It never makes a document that was not there, and never travels alone.</summary>
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
