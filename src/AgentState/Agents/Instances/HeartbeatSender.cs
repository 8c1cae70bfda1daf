using AgentState.Internal.Agents.Stored;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Writing;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Agents.Instances;

/// <summary>Writes and deletes the documents of instances; it has no schedule.</summary>
/// <param name="stack">The document store.</param>
/// <param name="logger">Receives failures; no method throws.</param>
/// <param name="ending">Cancels heartbeats when the process stops sending them.</param>
internal sealed class HeartbeatSender(DocumentStack stack, ILogger logger, CancellationToken ending)
{
    /// <summary>The largest number of instances in one call: the limit of Firestore for one batch write.</summary>
    public const int MaxWrites = 500;

    /// <summary>Sends one heartbeat of each instance, in one call.</summary>
    /// <param name="due">The instances; at most <see cref="MaxWrites"/>.</param>
    /// <param name="sentAt">The current timestamp.</param>
    /// <returns>The instances whose document does not exist.</returns>
    public async Task<IReadOnlyList<AgentInstance>> SendAsync(AgentInstance[] due, long sentAt)
    {
        try
        {
            // Give up when the next heartbeat is due, because it replaces this one.
            using var deadline = new CancellationTokenSource(due.Min(instance => instance.HeartbeatInterval), stack.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ending);
            var beats = due.Select(instance => InstanceDocument.Beat(instance.Name, stack.Clock.Now)).ToList();
            var outcomes = await stack.Documents.BatchWriteAsync(beats, either.Token).ConfigureAwait(false);
            var missing = new List<AgentInstance>();
            for (var i = 0; i < due.Length; i++)
            {
                if (!Settle(due[i], outcomes[i], sentAt))
                {
                    missing.Add(due[i]);
                }
            }

            return missing;
        }
        catch (Exception error)
        {
            // Catch every exception: without Miss, the instance would never send a heartbeat again.
            Log.HeartbeatsMissed(logger, due.Length, error);
            var missedAt = stack.Time.GetTimestamp();
            Array.ForEach(due, instance => instance.Miss(missedAt));
            return [];
        }
    }

    /// <summary>Creates the document of an instance again, unless the instance was replaced or its agent was deregistered.</summary>
    /// <remarks>
    /// The document was deleted: by a sweep during an outage, by a later instance, or by another client. The agent's document shows which.
    /// </remarks>
    public async Task RestoreAsync(AgentInstance instance)
    {
        var sentAt = stack.Time.GetTimestamp();
        try
        {
            using var deadline = new CancellationTokenSource(instance.HeartbeatInterval, stack.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ending);
            var agentName = AgentWrites.NameOf(stack.Documents.Root, instance.AgentId);
            var found = await stack.Documents.GetAsync([agentName], either.Token).ConfigureAwait(false);
            instance.Observe(found[0].Document is { } document ? AgentDocument.ReadLeniently(document) : null);
            if (instance.Loss is null or AgentInstanceLoss.HeartbeatLost)
            {
                var start = InstanceDocument.Start(
                    stack.Documents.Root,
                    instance.Name,
                    instance.AgentId,
                    instance.Epoch,
                    instance.HeartbeatInterval,
                    stack.Clock.Now,
                    instance.IsBusy);
                var result = await stack.Writer.WriteAsync(StateChange.Create(start), either.Token).ConfigureAwait(false);
                instance.Confirm(sentAt, (result.Written?.UpdateTime ?? result.Before.Document!.UpdateTime).ToDateTimeOffset());
                Log.InstanceRestored(logger, instance.InstanceId, instance.AgentId);
            }

            if (instance.Loss is AgentInstanceLoss.Stopped)
            {
                // The instance was disposed while its document was being created again.
                await DeregisterAsync([instance]).ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            Log.HeartbeatsMissed(logger, 1, error);
            instance.Miss(stack.Time.GetTimestamp());
        }
    }

    /// <summary>Deletes the documents of instances, within the shutdown timeout.</summary>
    public async Task DeregisterAsync(AgentInstance[] leaving)
    {
        using var deadline = ShutdownDeadline.Begin();
        foreach (var some in leaving.Chunk(MaxWrites))
        {
            try
            {
                Write[] deletes = [.. some.Select(instance => Writes.Delete(instance.Name))];
                await stack.Documents.BatchWriteAsync(deletes, deadline.Token).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                Log.GoodbyeFailed(logger, some.Length, error);
            }
        }
    }

    // Returns false if the document is missing; the instance then sends no heartbeat until it is restored.
    private bool Settle(AgentInstance instance, WriteOutcome outcome, long sentAt)
    {
        if (outcome is { Kind: OutcomeKind.Applied, Result.UpdateTime: { } at })
        {
            instance.Confirm(sentAt, at.ToDateTimeOffset());
            return true;
        }

        instance.Miss(stack.Time.GetTimestamp());
        if (outcome is { Kind: OutcomeKind.Conflict } or { Kind: OutcomeKind.Unknown })
        {
            instance.Begin();
            return false;
        }

        Log.HeartbeatsMissed(logger, 1, outcome.Error);
        return true;
    }
}
