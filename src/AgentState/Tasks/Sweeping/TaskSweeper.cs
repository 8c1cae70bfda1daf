using AgentState.Internal.Data;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Listening;
using AgentState.Internal.Tasks.Completing;
using AgentState.Internal.Tasks.Limits;
using AgentState.Internal.Tasks.Stored;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tasks.Sweeping;

/// <summary>Sweeps expired leases, due tasks and passed deadlines, page by page.</summary>
/// <remarks>
/// Any number of processes may sweep at once. Each task is written on condition of the version that was read, so only the first write takes
/// effect.
/// </remarks>
internal sealed class TaskSweeper(DocumentStack stack, TaskOptions options, TaskStats stats, TaskTypes types, ILogger logger)
{
    private const int PageSize = 100;

    private readonly IDocumentStore documents = stack.Documents;
    private readonly SweepWriter writer = new(stack, stats, logger);
    private readonly MissingFields missingFields = new(stack, types, logger);
    private readonly SeenVersions unreadable = new();

    public async Task<TaskSweep> SweepAsync(CancellationToken cancellationToken)
    {
        var tally = new SweepTally();
        await writer.SettleAsync(tally, cancellationToken).ConfigureAwait(false);
        await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
        var now = stack.Clock.Now;
        await SweepAsync(TaskQueries.RunOut(now), tally, cancellationToken).ConfigureAwait(false);
        await SweepAsync(TaskQueries.Due(now), tally, cancellationToken).ConfigureAwait(false);
        if (options.SweepOtherClientsAfter is { } patience)
        {
            await SweepAsync(TaskQueries.WorkedOnSince(now - patience), tally, cancellationToken).ConfigureAwait(false);
        }

        return tally.Total with { Repaired = await missingFields.RepairAsync(cancellationToken).ConfigureAwait(false) };
    }

    // The next page starts behind the last task, even if the sweep could not change the tasks of this page.
    private async Task SweepAsync(DocumentQuery query, SweepTally tally, CancellationToken cancellationToken)
    {
        query.Limit(PageSize);
        while (true)
        {
            var page = await documents.QueryAsync(documents.Root.Parent, query.Build(), cancellationToken).ConfigureAwait(false);

            // The read time of the page: every lease in the page is as it was at exactly this time.
            var now = page.ReadTime.ToDateTimeOffset();
            var rules = new SweepRules(now, DocumentIds.New(), options.SweepOtherClientsAfter, now + options.Retention)
            {
                RetryDelay = options.RetryDelay,
                MaxRetryDelay = options.MaxRetryDelay,
            };
            await writer.WriteAsync([.. Decide(page.Documents, rules)], rules, tally, cancellationToken).ConfigureAwait(false);
            if (page.Documents.Count < PageSize)
            {
                return;
            }

            query.StartAfter(page.Documents[^1]);
        }
    }

    private IEnumerable<SweptTask> Decide(IReadOnlyList<Document> page, SweepRules rules)
    {
        foreach (var document in page)
        {
            SweptTask? task = null;
            try
            {
                task = SweptTask.Decide(new DocumentSnapshot(document.Name, document), rules, Random.Shared.NextDouble());
            }
            catch (StateDataException error)
            {
                if (unreadable.Add(document))
                {
                    Log.SweepUnreadable(logger, DatabaseRoot.IdOf(document.Name), error.FieldPath);
                }
            }

            if (task is not null)
            {
                yield return task;
            }
        }
    }
}
