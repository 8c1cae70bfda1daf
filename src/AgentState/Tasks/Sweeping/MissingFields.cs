using System.Collections.Concurrent;
using AgentState.Internal.Data;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tasks.Limits;
using AgentState.Internal.Tasks.Stored;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tasks.Sweeping;

/// <summary>Writes the missing <c>priority</c> and <c>createdAt</c> of pending tasks of other clients.</summary>
/// <remarks>
/// Claims are ordered by these fields, and a query ordered by a field does not return documents without it. Once an hour, it compares two
/// counts for each type that this process claims or enqueues, and reads the tasks only if the counts differ. Thread-safe.
/// </remarks>
internal sealed class MissingFields(DocumentStack stack, TaskTypes types, ILogger logger)
{
    /// <summary>The interval at which the tasks of a type are counted.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private const int PageSize = 100;

    private readonly IDocumentStore documents = stack.Documents;
    private readonly ConcurrentDictionary<string, long> countedAt = new(StringComparer.Ordinal);

    /// <summary>Checks and repairs all types that are due.</summary>
    /// <remarks>The failure of a type is logged; the type is checked again after <see cref="Interval"/>.</remarks>
    /// <returns>The number of repaired tasks.</returns>
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

    // Tasks are added and removed between the counts. If only one of the two happens, the middle count lies between the others. So a lower
    // middle count means that tasks lack a field.
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

    // A task that another client changed in the meantime is repaired at the next check. A task that cannot be written, for example because
    // its document is full, must not prevent the repair of the others.
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
                Log.TaskRefused(
                    logger, DatabaseRoot.IdOf(Writes.NameOf(write)), DocumentErrors.IsOfOneDocument(error) ? error : throw error);
            }
        }

        return outcomes.Count(outcome => outcome.Kind is OutcomeKind.Applied);
    }
}
