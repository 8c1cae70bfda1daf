using System.Collections.Concurrent;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tasks.Completing;
using AgentState.Internal.Tasks.Stored;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tasks.Sweeping;

/// <summary>Writes the decisions of a sweep: one page per call, each task with its own outcome.</summary>
/// <remarks>
/// Writes with an unknown outcome are found by the sweep's write id, at the next sweep at the latest. So each expired lease counts once as
/// an error of its agent.
/// </remarks>
internal sealed class SweepWriter(DocumentStack stack, TaskStats stats, ILogger logger)
{
    // Bounds the memory used during an outage.
    private const int MostOpen = 10_000;

    private readonly IDocumentStore documents = stack.Documents;
    private readonly ConcurrentQueue<(SweptTask Task, string WriteId)> open = new();

    public async Task WriteAsync(IReadOnlyList<SweptTask> tasks, SweepRules rules, SweepTally tally, CancellationToken cancellationToken)
    {
        var ways = tasks.ToLookup(task => stats.PiggybackedForExpiry(task.Charged) is not null);
        foreach (var task in ways[true])
        {
            await WriteWithCountAsync(task, rules, tally, cancellationToken).ConfigureAwait(false);
        }

        await WriteAsync([.. ways[false]], rules.WriteId, tally, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Settles the writes with an unknown outcome by reading their documents.</summary>
    public async Task SettleAsync(SweepTally tally, CancellationToken cancellationToken)
    {
        while (open.TryDequeue(out var entry))
        {
            try
            {
                var found = await documents.GetAsync([entry.Task.Snapshot.Name], cancellationToken).ConfigureAwait(false);
                if (TaskDocument.HasWriteId(found[0], entry.WriteId))
                {
                    Settle(entry.Task, tally);
                }
            }
            catch
            {
                open.Enqueue(entry);
                throw;
            }
        }
    }

    // The agent's counter is written in the same atomic commit. A batch write is not atomic.
    private async Task WriteWithCountAsync(SweptTask task, SweepRules rules, SweepTally tally, CancellationToken cancellationToken)
    {
        SweptTask? decided = task;
        var jitter = Random.Shared.NextDouble();
        var change = new StateChange
        {
            Name = task.Snapshot.Name,
            Known = task.Snapshot,
            Decide = snapshot => (decided = SweptTask.Decide(snapshot, rules, jitter))?.Patch(),
            IsMine = snapshot => TaskDocument.HasWriteId(snapshot, rules.WriteId),
            PiggybackedWrite = snapshot => stats.PiggybackedForExpiry(SweptTask.Decide(snapshot, rules, jitter)?.Charged),
        };
        try
        {
            var result = await stack.Writer.WriteAsync(change, cancellationToken).ConfigureAwait(false);
            if (result.Written is not null || TaskDocument.HasWriteId(result.Before, rules.WriteId))
            {
                Settle(decided ?? task, tally);
            }
        }
        catch (StateLimitException)
        {
            await WriteBrieflyAsync([task], rules.WriteId, tally, cancellationToken).ConfigureAwait(false);
        }
        catch (AgentStateException error) when (DocumentErrors.IsOfOneDocument(error))
        {
            Log.TaskRefused(logger, task.Before.Id, error);
        }
    }

    private async Task WriteAsync(IReadOnlyList<SweptTask> tasks, string writeId, SweepTally tally, CancellationToken cancellationToken)
    {
        if (tasks.Count == 0)
        {
            return;
        }

        var outcomes = await documents
            .BatchWriteAsync([.. tasks.Select(task => task.Patch().IfUnchanged(task.Snapshot))], cancellationToken).ConfigureAwait(false);
        var tooLarge = new List<SweptTask>();
        AgentStateException? failure = null;
        foreach (var (task, outcome) in tasks.Zip(outcomes))
        {
            switch (outcome)
            {
                case { Kind: OutcomeKind.Applied }:
                    Settle(task, tally);
                    break;
                case { Kind: OutcomeKind.Unknown } or { Error: StateUnavailableException { MayHaveBeenApplied: true } }
                    when open.Count < MostOpen:
                    open.Enqueue((task, writeId));
                    break;
                case { Error: StateLimitException }:
                    tooLarge.Add(task);
                    break;
            }

            if (outcome.Error is { } error and not StateLimitException)
            {
                if (DocumentErrors.IsOfOneDocument(error))
                {
                    Log.TaskRefused(logger, task.Before.Id, error);
                }
                else
                {
                    failure ??= error;
                }
            }
        }

        await SettleAsync(tally, cancellationToken).ConfigureAwait(false);
        await WriteBrieflyAsync(tooLarge, writeId, tally, cancellationToken).ConfigureAwait(false);
        if (failure is not null)
        {
            throw failure;
        }
    }

    // A full document gets a smaller write without the error entry. Otherwise the task could never leave its status.
    private async Task WriteBrieflyAsync(List<SweptTask> tasks, string writeId, SweepTally tally, CancellationToken cancellationToken)
    {
        foreach (var full in tasks.Where(task => task == task.Briefly))
        {
            Log.SweepTooLarge(logger, full.Before.Id);
        }

        await WriteAsync([.. tasks.Where(task => task != task.Briefly).Select(task => task.Briefly)], writeId, tally, cancellationToken)
            .ConfigureAwait(false);
    }

    private void Settle(SweptTask task, SweepTally tally)
    {
        if (task.Charged is { } agentId)
        {
            Log.LeaseRanOut(logger, task.Before.Id, agentId, task.Before.Attempt, TaskStatusText.Of(task.After.Status));
        }

        stats.Charge(task.Charged);
        tally.Add(task);
    }
}
