using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Tasks.Stored;
using AgentState.Internal.Tasks.Transitions;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tasks.Claiming;

/// <summary>Finds tasks that can be claimed.</summary>
/// <remarks>
/// Unreadable tasks do not hide the tasks behind them. If a whole page is unreadable, the search continues behind it with larger pages and
/// remembers where the unreadable tasks at the front end. All claimers of a process share one instance. Thread-safe.
/// </remarks>
internal sealed class CandidateFinder(DocumentStack stack, TaskOptions options, ILogger logger)
{
    // Limits how many readable tasks a search behind unreadable ones reads without need: every document of a page is a billed read.
    private const int LargestPage = 128;

    private readonly IDocumentStore documents = stack.Documents;
    private readonly TaskCancellation stops = new(stack, options);
    private readonly CandidateReader reader = new(logger);
    private readonly UnreadableFronts fronts = new(stack.Time);

    /// <summary>Returns tasks of a type that can be claimed, in claim order.</summary>
    /// <remarks>
    /// The result is empty only if no readable task was pending at one moment within the call. A task within the unreadable front that was
    /// repaired in the last minute can be missing.
    /// </remarks>
    /// <param name="type">The type.</param>
    /// <param name="agentId">The agent that would claim them.</param>
    /// <param name="probe">Which tasks to query, and at most how many.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The tasks, and whether more tasks may follow.</returns>
    public async Task<(IReadOnlyList<TaskCandidate> Candidates, bool MayBeMore)> FindAsync(
        string type, string agentId, ClaimProbe probe, CancellationToken cancellationToken)
    {
        if (probe.After is not null)
        {
            return Trim(await WalkAsync(type, agentId, probe, cancellationToken).ConfigureAwait(false), probe);
        }

        var startedAt = stack.Time.GetTimestamp();
        var page = await ReadAsync(type, agentId, probe, cancellationToken).ConfigureAwait(false);
        if (page.Candidates.Count > 0 || !page.IsFull)
        {
            return Trim(page, probe);
        }

        try
        {
            var known = fronts.Skip(type, probe.Assignment);
            var start = known is null ? probe with { After = page.Last, Window = NextPage(probe.Window) } : probe with { After = known };
            var found = await WalkAsync(type, agentId, start, cancellationToken).ConfigureAwait(false);
            if ((found.LastUnreadable ?? known ?? page.LastUnreadable) is { } last)
            {
                fronts.Learn(type, probe.Assignment, last, known is null ? startedAt : null);
            }

            return Trim(found, probe);
        }
        catch
        {
            fronts.Forget(type, probe.Assignment);
            throw;
        }
    }

    /// <summary>Returns the last of the unreadable tasks at the front of a type's queue; null if none is known.</summary>
    /// <remarks>A listener that starts behind it reports the first task that can be claimed.</remarks>
    public Document? FrontOf(string type) => fronts.LastOf(type);

    /// <summary>Converts a document to a candidate; returns null if the task is skipped or its cancellation was requested.</summary>
    /// <remarks><see cref="FindAsync"/> cancels pending tasks whose cancellation was requested.</remarks>
    public TaskCandidate? TryRead(Document document, string agentId) =>
        reader.TryRead(document) is { } task && TaskTransitions.Stopped(task) is null ? new TaskCandidate(document, task, agentId) : null;

    /// <summary>Skips a task that cannot be claimed until its document changes, for example because it has no room for the claim.</summary>
    /// <remarks>Logs once per version of the document.</remarks>
    public void Skip(TaskCandidate candidate, AgentStateException error)
    {
        if (reader.Skip(candidate.Document))
        {
            Log.TaskUnclaimable(logger, candidate.Task.Id, error);
        }
    }

    private static (IReadOnlyList<TaskCandidate> Candidates, bool MayBeMore) Trim(Page page, ClaimProbe probe) =>
        page.Candidates.Count > probe.Window
            ? (page.Candidates.GetRange(0, probe.Window), true)
            : (page.Candidates, page.IsFull);

    private static int NextPage(int page) => Math.Max(page, Math.Min(page * 2, LargestPage));

    // Reads page after page until one contains a candidate.
    private async Task<Page> WalkAsync(string type, string agentId, ClaimProbe probe, CancellationToken cancellationToken)
    {
        Document? last = null;
        while (true)
        {
            var page = await ReadAsync(type, agentId, probe, cancellationToken).ConfigureAwait(false);
            last = page.LastUnreadable ?? last;
            if (page.Candidates.Count > 0 || !page.IsFull)
            {
                return page with { LastUnreadable = last };
            }

            probe = probe with { After = page.Last, Window = NextPage(probe.Window) };
        }
    }

    private async Task<Page> ReadAsync(string type, string agentId, ClaimProbe probe, CancellationToken cancellationToken)
    {
        var query = TaskQueries.Claimable(type, probe);
        var found = await documents.QueryAsync(documents.Root.Parent, query, cancellationToken).ConfigureAwait(false);
        var candidates = new List<TaskCandidate>(found.Documents.Count);
        Document? unreadable = null;
        foreach (var document in found.Documents)
        {
            if (reader.TryRead(document) is not { } task)
            {
                unreadable = candidates.Count == 0 ? document : unreadable;
            }
            else if (TaskTransitions.Stopped(task) is null)
            {
                candidates.Add(new TaskCandidate(document, task, agentId));
            }
            else
            {
                await StopAsync(document, task, cancellationToken).ConfigureAwait(false);
            }
        }

        return new Page(candidates, found.Documents.Count == probe.Window, found.Documents is [.., var last] ? last : null, unreadable);
    }

    // A failure is only logged, so that the other tasks can still be claimed.
    private async Task StopAsync(Document document, AgentTask task, CancellationToken cancellationToken)
    {
        try
        {
            await stops.TryStopAsync(document, task, cancellationToken).ConfigureAwait(false);
        }
        catch (AgentStateException error)
        {
            Log.TaskNotStopped(logger, task.Id, error);
        }
    }

    /// <summary>The result of one query.</summary>
    /// <param name="Candidates">The tasks that can be claimed.</param>
    /// <param name="IsFull">Whether more tasks may follow.</param>
    /// <param name="Last">The last document; null if the query found none.</param>
    /// <param name="LastUnreadable">The last unreadable document before the first candidate; null if there is none.</param>
    private sealed record Page(List<TaskCandidate> Candidates, bool IsFull, Document? Last, Document? LastUnreadable);
}
