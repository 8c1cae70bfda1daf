using AgentState.Internal.Activities;
using AgentState.Internal.Agents.Instances;
using AgentState.Internal.Agents.Liveness;
using AgentState.Internal.Agents.Stored;
using AgentState.Internal.Data;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Listening;
using AgentState.Internal.Documents.Writing;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Agents.Registry;

/// <summary>Deletes the documents of dead instances, and marks agents without a live instance as failed.</summary>
/// <remarks>
/// Each instance is handled in one commit, on condition that the documents have not changed since they were read. Any number of processes
/// may sweep at once.
/// </remarks>
internal sealed class AgentSweeper(DocumentStack stack, ActivityForm history, AgentOptions options, ILogger logger)
{
    private const int PageSize = 100;

    private readonly DatabaseRoot root = stack.Documents.Root;
    private readonly SeenVersions failed = new();

    /// <summary>Runs one sweep.</summary>
    /// <returns>The ids of the agents that this sweep marked.</returns>
    public async Task<IReadOnlyList<string>> SweepAsync(CancellationToken cancellationToken)
    {
        await stack.SetClockAsync(AgentDocument.Collection, cancellationToken).ConfigureAwait(false);
        var silentSince = stack.Clock.Now - LivenessRules.DeadAge(options.HeartbeatInterval);
        var marked = new List<string>();
        Document? last = null;
        while (true)
        {
            var query = AgentQueries.SilentInstances(root, silentSince, PageSize);
            query = last is null ? query : query.StartAfter(last);
            var found = await stack.Documents.QueryAsync(root.Documents, query.Build(), cancellationToken).ConfigureAwait(false);
            foreach (var document in found.Documents)
            {
                if (await TryBuryAsync(document, found.ReadTime.ToDateTimeOffset(), cancellationToken).ConfigureAwait(false) is { } agentId)
                {
                    marked.Add(agentId);
                }
            }

            if (found.Documents.Count < PageSize)
            {
                return marked;
            }

            last = found.Documents[^1];
        }
    }

    // Returns the agent that this sweep marked, or null. An agent that cannot be written must not stop the sweep of the others.
    private async Task<string?> TryBuryAsync(Document document, DateTimeOffset readAt, CancellationToken cancellationToken)
    {
        try
        {
            if (DeadOne(document, readAt) is { } dead && await BuryAsync(dead, document, cancellationToken).ConfigureAwait(false))
            {
                Log.AgentDead(logger, dead.AgentId, dead.LastHeartbeat);
                return dead.AgentId;
            }
        }
        catch (AgentStateException error) when (DocumentErrors.IsOfOneDocument(error))
        {
            if (failed.Add(document))
            {
                Log.InstanceNotSwept(logger, document.Name, error);
            }
        }

        return null;
    }

    // The query uses this process's interval. An instance with a longer interval is found too, but its own interval decides.
    private InstanceRecord? DeadOne(Document document, DateTimeOffset readAt) =>
        InstanceDocument.Read(root, document, options.HeartbeatInterval) is { } silent &&
        LivenessRules.GradeOf(readAt - silent.LastHeartbeat, silent.Interval) is LivenessGrade.Dead
            ? silent
            : null;

    // Returns true if this sweep marked the agent.
    private async Task<bool> BuryAsync(InstanceRecord dead, Document document, CancellationToken cancellationToken)
    {
        List<Write> writes = [Writes.Delete(dead.Name).IfUnchanged(new DocumentSnapshot(dead.Name, document))];
        string? entry = null;
        if (await IsDeadAsync(dead.AgentId, cancellationToken).ConfigureAwait(false))
        {
            var name = AgentWrites.NameOf(root, dead.AgentId);
            var agent = (await stack.Documents.GetAsync([name], cancellationToken).ConfigureAwait(false))[0];
            if (agent.Document is { } stored && AgentDocument.StatusOf(stored) is not AgentStatus.Error)
            {
                var lost = history.Now(StatusHistory.Entry(dead.AgentId, AgentStatus.Error, StatusHistory.HeartbeatLost));
                entry = lost.Update.Name;

                // Conditional on the version: an instance that starts now changes the agent's document, and the commit must then fail.
                writes.Add(AgentWrites.StatusOnly(agent, AgentStatus.Error));
                writes.Add(lost);
            }
        }

        var outcome = await stack.Documents.CommitAsync(writes, cancellationToken).ConfigureAwait(false);
        return entry is not null && outcome.Kind switch
        {
            OutcomeKind.Applied => true,
            OutcomeKind.Unknown =>
                (await stack.Documents.GetAsync([entry], cancellationToken).ConfigureAwait(false))[0].Document is not null,
            _ => false,
        };
    }

    private async Task<bool> IsDeadAsync(string agentId, CancellationToken cancellationToken)
    {
        var liveness = await LivenessReader.ReadAsync(stack.Documents, options, agentId, cancellationToken).ConfigureAwait(false);
        return liveness.Grade is LivenessGrade.Dead;
    }
}
