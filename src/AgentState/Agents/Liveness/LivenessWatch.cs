using System.Runtime.CompilerServices;
using AgentState.Internal.Agents.Stored;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Watching;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Agents.Liveness;

/// <summary>Watches agents together with their heartbeats.</summary>
/// <remarks>
/// Missing heartbeats may be the fault of the agent or of the listener. So the watch reads the database before it reports a worse grade.
/// Both times are then the database's, and an outage of this process makes no agent dead.
/// </remarks>
internal sealed class LivenessWatch(DocumentStack stack, ListenerHub listeners, AgentOptions options, ILogger logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    public IAsyncEnumerable<AgentsSnapshot> AllAsync(AgentFilter filter, LivenessDetail detail, CancellationToken cancellationToken)
    {
        var root = stack.Documents.Root;
        return WatchAsync(
            ListenTarget.OfQuery(root.Parent, AgentQueries.Listed(filter).Build()),
            ListenTarget.OfQuery(root.Documents, AgentQueries.AllInstances(root).Build()),
            detail,
            cancellationToken);
    }

    public async IAsyncEnumerable<Agent?> OneAsync(
        string agentId, LivenessDetail detail, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var name = AgentWrites.NameOf(stack.Documents.Root, agentId);
        var path = stack.Documents.Root.PathOf(name);
        var snapshots = WatchAsync(
            ListenTarget.OfDocument(name),
            ListenTarget.OfQuery(name, AgentQueries.InstancesOfOne(limit: 20).Build()),
            detail,
            cancellationToken);
        await foreach (var snapshot in snapshots.ConfigureAwait(false))
        {
            if (snapshot.Unreadable.FirstOrDefault(document => document.Path == path) is { } own)
            {
                throw new StateDataException(own.Reason, own.Path, own.FieldPath);
            }

            yield return snapshot.Agents is [var only] ? only : null;
        }
    }

    private async IAsyncEnumerable<AgentsSnapshot> WatchAsync(
        ListenTarget agents, ListenTarget instances, LivenessDetail detail, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var state = new LivenessWatchState(stack.Documents.Root, options.HeartbeatInterval, detail is LivenessDetail.Heartbeats);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ofAgents = new ListenReader(listeners.ListenAsync(agents, ending.Token));
        var ofInstances = new ListenReader(listeners.ListenAsync(instances, ending.Token));
        try
        {
            while (true)
            {
                await WaitAsync(state, ofAgents.Next, ofInstances.Next, cancellationToken).ConfigureAwait(false);
                if (ofAgents.TryTake() is { } someAgents)
                {
                    state.TakeAgents(someAgents);
                }

                if (ofInstances.TryTake() is { } someInstances)
                {
                    state.TakeInstances(someInstances);
                }

                if (state.Report() is { } snapshot)
                {
                    yield return snapshot;
                }
            }
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await ofAgents.DisposeAsync().ConfigureAwait(false);
            await ofInstances.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Waits until a listener has a snapshot, or until the instances whose check was due have been read again.
    private async Task WaitAsync(LivenessWatchState state, Task agents, Task instances, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.Zero;
        while (true)
        {
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var silence = state.NextCheck is { } at ? Later(at - stack.Clock.Now, pause) : Timeout.InfiniteTimeSpan;
            var woken = await Task.WhenAny(agents, instances, Task.Delay(silence, stack.Time, timer.Token)).ConfigureAwait(false);
            await timer.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (woken == agents || woken == instances || await ProbeAsync(state, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            pause = RetryDelay;
        }
    }

    private async Task<bool> ProbeAsync(LivenessWatchState state, CancellationToken cancellationToken)
    {
        var due = state.Due(stack.Clock.Now);
        if (due.Count == 0)
        {
            return true;
        }

        try
        {
            // A read of several documents returns the database's time; a read of one does not.
            var found = await stack.Documents.GetAsync([.. due, due[0]], cancellationToken).ConfigureAwait(false);
            state.Confirm(found);
            return true;
        }
        catch (StateUnavailableException error)
        {
            Log.LivenessUnknown(logger, RetryDelay, error);
            return false;
        }
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
