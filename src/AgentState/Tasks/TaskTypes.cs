using System.Collections.Concurrent;

namespace AgentState;

/// <summary>
/// What holds for all tasks of a type, in every process: kept in a document of the type's own, and known in this process for at most <see cref="TaskOptions.PauseMaxAge"/>.
/// </summary>
internal sealed class TaskTypes(DocumentStack stack, TaskOptions options)
{
    private readonly IDocumentStore documents = stack.Documents;
    private readonly RecentStates<TaskTypeState> recent = new(options.PauseMaxAge, stack.Time, TaskTypeDocument.Read);

    // As many as one process may well remember.
    private const int MostKnown = 1_000;

    private readonly ConcurrentDictionary<string, bool> known = new(StringComparer.Ordinal);

    /// <summary>The types that this process has claimed or enqueued tasks of.</summary>
    public IEnumerable<string> Known => known.Keys;

    /// <summary>Remembers a type that this process works with.</summary>
    public void Learn(string type)
    {
        if (known.Count < MostKnown)
        {
            known.TryAdd(type, true);
        }
    }

    public RecentState<TaskTypeState> Look(string type)
    {
        Learn(type);
        return recent.Look(TaskTypeDocument.NameOf(documents.Root, type));
    }

    public TaskTypeState Settle(RecentState<TaskTypeState> looked, IReadOnlyDictionary<string, DocumentSnapshot> found, long askedAt) =>
        recent.Settle(looked, found, askedAt);

    public Task SetPausedAsync(string type, bool paused, CancellationToken cancellationToken) =>
        WriteAsync(TaskTypeDocument.SetPaused(documents.Root, type, paused), cancellationToken);

    public Task SetLimitAsync(string type, int? limit, CancellationToken cancellationToken) =>
        WriteAsync(TaskTypeDocument.SetLimit(documents.Root, type, limit), cancellationToken);

    /// <summary>The type as it is stored now.</summary>
    public async Task<TaskTypeState> GetAsync(string type, CancellationToken cancellationToken)
    {
        var found = await documents.GetAsync([TaskTypeDocument.NameOf(documents.Root, type)], cancellationToken).ConfigureAwait(false);
        return TaskTypeDocument.Read(found[0].Document);
    }

    // The write tells nothing of the document's other fields: it is read before the next claim.
    private async Task WriteAsync(StateChange change, CancellationToken cancellationToken)
    {
        await stack.Writer.WriteAsync(change, cancellationToken).ConfigureAwait(false);
        recent.Forget(change.Name);
    }
}
