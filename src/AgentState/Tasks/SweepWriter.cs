using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Writes what a sweep has decided: a page in one call, each task for itself. What that call leaves open is read back by the sweep's mark, at the next sweep
/// at the latest: a lease that ran out is an error of the agent that held it, and counts once.
/// </summary>
internal sealed class SweepWriter(DocumentStack stack, TaskStats stats, ILogger logger)
{
    // An outage must not fill the memory.
    private const int MostOpen = 10_000;

    private readonly IDocumentStore documents = stack.Documents;
    private readonly ConcurrentQueue<(SweptTask Task, string Mark)> open = new();

    public async Task WriteAsync(IReadOnlyList<SweptTask> tasks, SweepRules rules, SweepTally tally, CancellationToken cancellationToken)
    {
        var ways = tasks.ToLookup(task => stats.RiderFor(task) is not null);
        foreach (var task in ways[true])
        {
            await WriteWithCountAsync(task, rules, tally, cancellationToken).ConfigureAwait(false);
        }

        await WriteAsync([.. ways[false]], rules.Mark, tally, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds out what became of writes that were not answered.</summary>
    public async Task SettleAsync(SweepTally tally, CancellationToken cancellationToken)
    {
        while (open.TryDequeue(out var entry))
        {
            try
            {
                var found = await documents.GetAsync([entry.Task.Snapshot.Name], cancellationToken).ConfigureAwait(false);
                if (SweptTask.Bears(found[0], entry.Mark))
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

    // The count travels in the same commit, which is all or nothing; a batch is not.
    private async Task WriteWithCountAsync(SweptTask task, SweepRules rules, SweepTally tally, CancellationToken cancellationToken)
    {
        SweptTask? decided = task;
        var jitter = Random.Shared.NextDouble();
        var change = new StateChange
        {
            Name = task.Snapshot.Name,
            Known = task.Snapshot,
            Decide = snapshot => (decided = SweptTask.Judge(snapshot, rules, jitter))?.Patch(),
            IsMine = snapshot => SweptTask.Bears(snapshot, rules.Mark),
            Rider = snapshot => SweptTask.Judge(snapshot, rules, jitter) is { } judged ? stats.RiderFor(judged) : null,
        };
        try
        {
            var result = await stack.Writer.WriteAsync(change, cancellationToken).ConfigureAwait(false);
            if (result.Written is not null || SweptTask.Bears(result.Before, rules.Mark))
            {
                Settle(decided ?? task, tally);
            }
        }
        catch (StateLimitException)
        {
            await WriteBrieflyAsync([task], rules.Mark, tally, cancellationToken).ConfigureAwait(false);
        }
        catch (AgentStateException error) when (ClaimErrors.IsOfTheTask(error))
        {
            Log.TaskRefused(logger, task.Before.Id, error);
        }
    }

    private async Task WriteAsync(IReadOnlyList<SweptTask> tasks, string mark, SweepTally tally, CancellationToken cancellationToken)
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
                case { Kind: OutcomeKind.Unknown } or { Error: StateUnavailableException { MayHaveBeenApplied: true } } when open.Count < MostOpen:
                    open.Enqueue((task, mark));
                    break;
                case { Error: StateLimitException }:
                    tooLarge.Add(task);
                    break;
            }

            if (outcome.Error is { } error and not StateLimitException)
            {
                if (ClaimErrors.IsOfTheTask(error))
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
        await WriteBrieflyAsync(tooLarge, mark, tally, cancellationToken).ConfigureAwait(false);
        if (failure is not null)
        {
            throw failure;
        }
    }

    // A document without room for another error must not stay where it is for good.
    private async Task WriteBrieflyAsync(List<SweptTask> tasks, string mark, SweepTally tally, CancellationToken cancellationToken)
    {
        foreach (var full in tasks.Where(task => task == task.Briefly))
        {
            Log.SweepTooLarge(logger, full.Before.Id);
        }

        await WriteAsync([.. tasks.Where(task => task != task.Briefly).Select(task => task.Briefly)], mark, tally, cancellationToken).ConfigureAwait(false);
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
