using AgentState.Internal.Agents.Stored;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Writing;

namespace AgentState.Internal.Agents.Instances;

/// <summary>Starts instances: increments the epoch, creates the instance's document, and deletes those of replaced instances.</summary>
internal sealed class InstanceStarter(DocumentStack stack, AgentOptions options, Heartbeats heartbeats)
{
    // A single-instance agent has few predecessors; documents beyond this limit expire.
    private const int MaxPredecessors = 100;

    public async Task<AgentInstance> StartAsync(
        AgentRegistration registration, AgentInstanceOptions? requested, CancellationToken cancellationToken)
    {
        var root = stack.Documents.Root;
        var isSingle = requested?.SingleInstance ?? options.SingleInstanceTypes.Contains(registration.Type, StringComparer.Ordinal);
        var interval = requested?.HeartbeatInterval ?? options.HeartbeatInterval;

        var counted = await stack.Writer.WriteAsync(AgentWrites.StartInstance(root, registration), cancellationToken).ConfigureAwait(false);
        var epoch = AgentDocument.EpochOf(counted.Before) + 1;
        var predecessors = isSingle ? await PredecessorsAsync(registration.Id, epoch, cancellationToken).ConfigureAwait(false) : [];

        var name = InstanceDocument.NameOf(root, registration.Id, DocumentIds.New());
        var startedAt = stack.Time.GetTimestamp();
        StateChange[] changes =
        [
            StateChange.Create(InstanceDocument.Start(root, name, registration.Id, epoch, interval, stack.Clock.Now)),
            .. predecessors.Select(predecessor => StateChange.Blind(Writes.Delete(predecessor))),
        ];
        var started = (await stack.Writer.WriteAsync(changes, cancellationToken).ConfigureAwait(false))[0];
        var beatAt = (started.Written?.UpdateTime ?? started.Before.Document!.UpdateTime).ToDateTimeOffset();

        var instance = new AgentInstance(
            new InstanceRecord(name, registration.Id, epoch, beatAt, interval), isSingle, heartbeats, stack.Time, startedAt);
        heartbeats.Start(instance);
        return instance;
    }

    // An instance whose document was deleted reads the agent, finds a later epoch, and stops as superseded.
    private async Task<IReadOnlyList<string>> PredecessorsAsync(string agentId, long epoch, CancellationToken cancellationToken)
    {
        var root = stack.Documents.Root;
        var query = AgentQueries.InstancesOfOne(MaxPredecessors).Build();
        var found = await stack.Documents.QueryAsync(AgentWrites.NameOf(root, agentId), query, cancellationToken).ConfigureAwait(false);
        return
        [
            .. found.Documents
                .Select(document => InstanceDocument.Read(root, document, options.HeartbeatInterval))
                .OfType<InstanceRecord>()
                .Where(other => other.Epoch < epoch)
                .Select(other => other.Name),
        ];
    }
}
