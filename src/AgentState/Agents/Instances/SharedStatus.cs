using AgentState.Internal.Activities;
using AgentState.Internal.Agents.Stored;
using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Writing;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Agents.Instances;

/// <summary>Writes the status of an agent that may have several instances.</summary>
/// <remarks>
/// Each instance stores a busy flag in its own document, and none sets the agent to idle while another live instance is busy. The flag and
/// the status running are one commit. Idle is committed on condition of the agent's version that was read before the instances. So an
/// instance that becomes busy in between is either found, or makes the commit fail.
/// </remarks>
internal sealed class SharedStatus(DocumentStack stack, ActivityForm history, AgentOptions options)
{
    // An agent has few instances; beyond this limit, only those with the newest heartbeats are read.
    private const int MaxInstances = 100;

    private const int MaxConflicts = 5;

    private readonly DatabaseRoot root = stack.Documents.Root;

    /// <summary>Flags the instance as busy and sets the status to running; two billed writes.</summary>
    /// <returns>The version of the agent's document after the write.</returns>
    public async Task<StateVersion> SetRunningAsync(AgentInstance instance, CancellationToken cancellationToken)
    {
        var status = AgentWrites.SetRunning(root, instance.AgentId);
        instance.IsBusy = true;
        try
        {
            var flag = StateChange.Blind(InstanceDocument.Busy(instance.Name, isBusy: true));
            return VersionOf((await stack.Writer.WriteAsync([status, flag], cancellationToken).ConfigureAwait(false))[0]);
        }
        catch (StateNotFoundException)
        {
            // The instance's document was swept; its next heartbeat creates it again, with the flag.
            return VersionOf(await stack.Writer.WriteAsync(status, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>Clears the instance's busy flag, and sets a running agent to idle if no other live instance is busy.</summary>
    /// <remarks>One billed read of the agent, one of each instance, and at most two billed writes.</remarks>
    public async Task<IdleOutcome> TrySetIdleAsync(AgentInstance instance, CancellationToken cancellationToken)
    {
        var agent = await ReadAsync(instance, cancellationToken).ConfigureAwait(false);
        var (busyFor, isOwnThere) = await BusyAsync(instance, cancellationToken).ConfigureAwait(false);
        Write? flag = instance.IsBusy ? InstanceDocument.Busy(instance.Name, isBusy: false) : null;
        if (busyFor is null && StatusOf(agent) is AgentStatus.Running)
        {
            var change = IdleChange(agent, flag is not null && isOwnThere ? new PiggybackedWrite(flag, IsRequired: false) : null);
            if (await stack.Writer.TryWriteAsync(change, agent, cancellationToken).ConfigureAwait(false) is null)
            {
                return IdleOutcome.Conflict;
            }

            instance.IsBusy = false;
            return IdleOutcome.Written;
        }

        if (flag is not null)
        {
            instance.IsBusy = false;
            await stack.Documents.BatchWriteAsync([flag], cancellationToken).ConfigureAwait(false);
        }

        return busyFor is { } time ? IdleOutcome.Withheld(time) : IdleOutcome.NotRunning;
    }

    /// <summary>Logs the start or stop of the instance, and sets the agent to idle unless a live instance is busy.</summary>
    /// <remarks>One billed read of the agent, one of each instance, and at most two billed writes.</remarks>
    /// <exception cref="StateConflictException">The agent's document kept changing during this call.</exception>
    public async Task TellAsync(AgentInstance instance, string reason, bool isEnding, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxConflicts; attempt++)
        {
            var agent = await ReadAsync(instance, cancellationToken).ConfigureAwait(false);
            if (agent.Document is null)
            {
                // The agent was deregistered: writing a status would create it again.
                return;
            }

            var (busyFor, _) = await BusyAsync(instance, cancellationToken).ConfigureAwait(false);
            if (busyFor is not null || (instance.IsBusy && !isEnding))
            {
                await stack.Writer.WriteAsync(EntryOf(instance, AgentStatus.Running, reason), cancellationToken).ConfigureAwait(false);
                return;
            }

            var entry = EntryOf(instance, AgentStatus.Idle, reason);
            if (await TryTellAsync(agent, entry, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }

        throw new StateConflictException(root.PathOf(AgentWrites.NameOf(root, instance.AgentId)));
    }

    // The entry's name was generated here, so its existence shows that a commit without a reply was applied.
    private async Task<bool> TryTellAsync(DocumentSnapshot agent, StateChange entry, CancellationToken cancellationToken)
    {
        var change = entry with
        {
            Known = new DocumentSnapshot(entry.Name, Document: null),
            PiggybackedWrite = _ => new PiggybackedWrite(IdleWrite(agent), IsRequired: true),
        };
        return await stack.Writer.TryWriteAsync(change, change.Known, cancellationToken).ConfigureAwait(false) is not null;
    }

    private StateChange EntryOf(AgentInstance instance, AgentStatus status, string reason) =>
        history.Add(StatusHistory.Entry(instance.AgentId, status, reason));

    private async Task<DocumentSnapshot> ReadAsync(AgentInstance instance, CancellationToken cancellationToken)
    {
        await stack.SetClockAsync(AgentDocument.Collection, cancellationToken).ConfigureAwait(false);
        return (await stack.Documents.GetAsync([AgentWrites.NameOf(root, instance.AgentId)], cancellationToken).ConfigureAwait(false))[0];
    }

    // Returns how long another live instance can stay busy if it sends no more heartbeats; null = no other one is busy. An instance without
    // the flag is of an earlier version, so it counts as busy.
    private async Task<(TimeSpan? BusyFor, bool IsOwnThere)> BusyAsync(AgentInstance own, CancellationToken cancellationToken)
    {
        var query = AgentQueries.InstancesOfOne(MaxInstances).Build();
        var parent = AgentWrites.NameOf(root, own.AgentId);
        var found = await stack.Documents.QueryAsync(parent, query, cancellationToken).ConfigureAwait(false);
        var readAt = found.ReadTime.ToDateTimeOffset();
        var records = found.Documents
            .Select(document => InstanceDocument.Read(root, document, options.HeartbeatInterval)).OfType<InstanceRecord>().ToList();
        var busy = records
            .Where(other => other.Name != own.Name && other.IsBusy is not false)
            .Select(other => other.LastHeartbeat + LivenessRules.DeadAge(other.Interval) - readAt)
            .Where(left => left > TimeSpan.Zero)
            .Select(left => (TimeSpan?)left);
        return (busy.Max(), records.Exists(record => record.Name == own.Name));
    }

    private static StateChange IdleChange(DocumentSnapshot agent, PiggybackedWrite? flag) => new()
    {
        Name = agent.Name,
        Decide = _ => IdleWrite(agent),
        Holds = static snapshot => StatusOf(snapshot) is AgentStatus.Idle,
        PiggybackedWrite = _ => flag,
    };

    private static Write IdleWrite(DocumentSnapshot agent) =>
        AgentWrites.StatusOnly(agent, AgentStatus.Idle).WithServerTime(AgentFields.LastRun);

    private static AgentStatus? StatusOf(DocumentSnapshot agent) =>
        agent.Document is { } document ? AgentDocument.StatusOf(document) : null;

    private static StateVersion VersionOf(ChangeResult result) =>
        StateVersion.Of(result.Written?.UpdateTime ?? result.Before.Document!.UpdateTime);
}
