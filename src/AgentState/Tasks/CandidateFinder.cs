using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Finds tasks that can be claimed. Unreadable tasks hide none behind them: where a whole answer is unreadable it goes on behind it, with
/// ever larger pages, and remembers where the unreadable
/// front ends. Shared by all claimers of a process. Thread-safe.
/// </summary>
internal sealed class CandidateFinder(DocumentStack stack, TaskOptions options, ILogger logger)
{
    // A page is read in one answer; of readable tasks behind the front at most this many are read in vain.
    private const int LargestPage = 128;

    private readonly IDocumentStore documents = stack.Documents;
    private readonly TaskStops stops = new(stack, options);
    private readonly CandidateReader reader = new(logger);
    private readonly UnreadableFronts fronts = new(stack.Time);

    /// <summary>
    /// Tasks of a type that can be claimed, in their order, as of one moment; none where at that moment no readable task was pending, as
    /// known within the last minute.
    /// </summary>
    /// <param name="type">The type.</param>
    /// <param name="agentId">The agent that would claim them.</param>
    /// <param name="look">How many at the most, and which.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The tasks, and whether there may be more than were asked for.</returns>
    public async Task<(IReadOnlyList<TaskCandidate> Candidates, bool MayBeMore)> FindAsync(
        string type, string agentId, ClaimLook look, CancellationToken cancellationToken)
    {
        if (look.After is not null)
        {
            return Trim(await WalkAsync(type, agentId, look, cancellationToken).ConfigureAwait(false), look);
        }

        var startedAt = stack.Time.GetTimestamp();
        var page = await ReadAsync(type, agentId, look, cancellationToken).ConfigureAwait(false);
        if (page.Candidates.Count > 0 || !page.IsFull)
        {
            return Trim(page, look);
        }

        try
        {
            var known = fronts.Skip(type, look.Share);
            var start = known is null ? look with { After = page.Last, Window = NextPage(look.Window) } : look with { After = known };
            var found = await WalkAsync(type, agentId, start, cancellationToken).ConfigureAwait(false);
            if ((found.LastUnreadable ?? known ?? page.LastUnreadable) is { } last)
            {
                fronts.Learn(type, look.Share, last, known is null ? startedAt : null);
            }

            return Trim(found, look);
        }
        catch
        {
            fronts.Forget(type, look.Share);
            throw;
        }
    }

    /// <summary>
    /// The last task of the unreadable front of a type; null where none is known. A listener that starts behind it is told of the first
    /// task that can be claimed.
    /// </summary>
    public Document? FrontOf(string type) => fronts.LastOf(type);

    /// <summary>
    /// A document as a candidate; null where it is skipped, or was asked to stop: <see cref="FindAsync"/> ends such a task.
    /// </summary>
    public TaskCandidate? TryRead(Document document, string agentId) =>
        reader.TryRead(document) is { } task && TaskTransitions.Stopped(task) is null ? new TaskCandidate(document, task, agentId) : null;

    /// <summary>
    /// Skips a task that cannot be claimed, as long as its document is unchanged: it is too large for the claim's fields, say. Logged once.
    /// </summary>
    public void Skip(TaskCandidate candidate, AgentStateException error)
    {
        if (reader.Skip(candidate.Document))
        {
            Log.TaskUnclaimable(logger, candidate.Task.Id, error);
        }
    }

    private static (IReadOnlyList<TaskCandidate> Candidates, bool MayBeMore) Trim(Page page, ClaimLook look) => page.Candidates.Count > look.Window
        ? (page.Candidates.GetRange(0, look.Window), true)
        : (page.Candidates, page.IsFull);

    private static int NextPage(int page) => Math.Max(page, Math.Min(page * 2, LargestPage));

    // Page by page, until one has a task that can be claimed.
    private async Task<Page> WalkAsync(string type, string agentId, ClaimLook look, CancellationToken cancellationToken)
    {
        Document? last = null;
        while (true)
        {
            var page = await ReadAsync(type, agentId, look, cancellationToken).ConfigureAwait(false);
            last = page.LastUnreadable ?? last;
            if (page.Candidates.Count > 0 || !page.IsFull)
            {
                return page with { LastUnreadable = last };
            }

            look = look with { After = page.Last, Window = NextPage(look.Window) };
        }
    }

    private async Task<Page> ReadAsync(string type, string agentId, ClaimLook look, CancellationToken cancellationToken)
    {
        var query = TaskQueries.Claimable(type, look);
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

        return new Page(candidates, found.Documents.Count == look.Window, found.Documents is [.., var last] ? last : null, unreadable);
    }

    // If this fails, the tasks behind it are claimed all the same.
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

    /// <summary>What one query brought.</summary>
    /// <param name="Candidates">Those that can be claimed.</param>
    /// <param name="IsFull">Whether there may be more behind them.</param>
    /// <param name="Last">The last document.</param>
    /// <param name="LastUnreadable">The last one that cannot be read, before the first candidate; null = there is none.</param>
    private sealed record Page(List<TaskCandidate> Candidates, bool IsFull, Document? Last, Document? LastUnreadable);
}
