using System.Collections.Concurrent;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Gives pending tasks of other clients the fields by which claims are ordered: a query that orders by a field does not find a document
/// without it. For each type that this process claims or
/// enqueues it compares two counts, once an hour, and reads the tasks only where they differ. Thread-safe.
/// </summary>
internal sealed class MissingFields(DocumentStack stack, TaskTypes types, ILogger logger)
{
    /// <summary>How often the tasks of a type are counted.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private const int PageSize = 100;

    private readonly IDocumentStore documents = stack.Documents;
    private readonly ConcurrentDictionary<string, long> countedAt = new(StringComparer.Ordinal);

    /// <summary>Checks the types whose turn it is. A failure of one type is logged, and is tried again at its next turn.</summary>
    /// <returns>How many tasks were given the fields.</returns>
    public async Task<int> RepairAsync(CancellationToken cancellationToken)
    {
        var repaired = 0;
        foreach (var type in types.Known.Where(IsDue))
        {
            try
            {
                repaired += await IsMissingAsync(type, cancellationToken).ConfigureAwait(false)
                    ? await RepairAsync(type, cancellationToken).ConfigureAwait(false)
                    : 0;
            }
            catch (AgentStateException error)
            {
                Log.MissingFieldsUnknown(logger, type, Interval, error);
            }
        }

        return repaired;
    }

    private bool IsDue(string type)
    {
        var now = stack.Time.GetTimestamp();
        if (countedAt.TryGetValue(type, out var at) && stack.Time.GetElapsedTime(at, now) < Interval)
        {
            return false;
        }

        countedAt[type] = now;
        return true;
    }

    // Tasks come and go between the counts. While they only come, or only go, the count in between lies between the other two, unless some
    // of the tasks are in no order.
    private async Task<bool> IsMissingAsync(string type, CancellationToken cancellationToken)
    {
        var before = await CountAsync(TaskQueries.PendingOf(type), cancellationToken).ConfigureAwait(false);
        if (before == 0)
        {
            return false;
        }

        var ordered = await CountAsync(TaskQueries.PendingInOrder(type), cancellationToken).ConfigureAwait(false);
        return before > ordered && await CountAsync(TaskQueries.PendingOf(type), cancellationToken).ConfigureAwait(false) > ordered;
    }

    private async Task<long> CountAsync(DocumentQuery query, CancellationToken cancellationToken)
    {
        var result = await documents.AggregateAsync(documents.Root.Parent, query.BuildCount(), cancellationToken).ConfigureAwait(false);
        return result.Fields[DocumentQuery.CountAlias].IntegerValue;
    }

    private async Task<int> RepairAsync(string type, CancellationToken cancellationToken)
    {
        var repaired = 0;
        var query = TaskQueries.PendingOf(type).Limit(PageSize);
        while (true)
        {
            var page = await documents.QueryAsync(documents.Root.Parent, query.Build(), cancellationToken).ConfigureAwait(false);
            IReadOnlyList<Write> writes = [.. page.Documents.Select(TaskPatch.MissingFields).OfType<Write>()];
            repaired += await WriteAsync(writes, cancellationToken).ConfigureAwait(false);
            if (page.Documents.Count < PageSize)
            {
                Log.MissingFieldsWritten(logger, type, repaired);
                return repaired;
            }

            query.StartAfter(page.Documents[^1]);
        }
    }

    // A task that another client has changed since is left to the next turn; one that cannot be written, such as a full one, keeps no other
    // from being given the fields.
    private async Task<int> WriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken)
    {
        if (writes.Count == 0)
        {
            return 0;
        }

        var outcomes = await documents.BatchWriteAsync(writes, cancellationToken).ConfigureAwait(false);
        foreach (var (write, outcome) in writes.Zip(outcomes))
        {
            if (outcome.Error is { } error)
            {
                Log.TaskRefused(logger, DatabaseRoot.IdOf(Writes.NameOf(write)), ClaimErrors.IsOfTheTask(error) ? error : throw error);
            }
        }

        return outcomes.Count(outcome => outcome.Kind is OutcomeKind.Applied);
    }
}
