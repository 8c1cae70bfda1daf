using System.Collections.Concurrent;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Listening;
using AgentState.Internal.Documents.Writing;

namespace AgentState.Internal.Tasks.Limits;

/// <summary>Reads, writes and caches the settings of task types.</summary>
/// <remarks>A cached entry is used for at most <see cref="TaskOptions.PauseMaxAge"/>.</remarks>
internal sealed class TaskTypes(DocumentStack stack, TaskOptions options)
{
    private readonly IDocumentStore documents = stack.Documents;
    private readonly RecentStates<TaskTypeState> recent = new(options.PauseMaxAge, stack.Time, TaskTypeDocument.Read);

    // Bounds the memory used.
    private const int MostKnown = 1_000;

    private readonly ConcurrentDictionary<string, bool> known = new(StringComparer.Ordinal);

    /// <summary>The types whose tasks this process has claimed or enqueued, at most 1,000.</summary>
    public IEnumerable<string> Known => known.Keys;

    /// <summary>Adds a type to <see cref="Known"/>.</summary>
    public void Learn(string type)
    {
        if (known.Count < MostKnown)
        {
            known.TryAdd(type, true);
        }
    }

    public RecentState<TaskTypeState> Peek(string type)
    {
        Learn(type);
        return recent.Peek(TaskTypeDocument.NameOf(documents.Root, type));
    }

    public TaskTypeState Settle(RecentState<TaskTypeState> looked, IReadOnlyDictionary<string, DocumentSnapshot> found, long askedAt) =>
        recent.Settle(looked, found, askedAt);

    public Task SetPausedAsync(string type, bool paused, CancellationToken cancellationToken) =>
        WriteAsync(TaskTypeDocument.SetPaused(documents.Root, type, paused), cancellationToken);

    public Task SetLimitAsync(string type, int? limit, CancellationToken cancellationToken) =>
        WriteAsync(TaskTypeDocument.SetLimit(documents.Root, type, limit), cancellationToken);

    /// <summary>Reads the settings as they are stored now.</summary>
    public async Task<TaskTypeState> GetAsync(string type, CancellationToken cancellationToken)
    {
        var found = await documents.GetAsync([TaskTypeDocument.NameOf(documents.Root, type)], cancellationToken).ConfigureAwait(false);
        return TaskTypeDocument.Read(found[0].Document);
    }

    // The result of the write does not contain the other fields, so the document is read before the next claim.
    private async Task WriteAsync(StateChange change, CancellationToken cancellationToken)
    {
        await stack.Writer.WriteAsync(change, cancellationToken).ConfigureAwait(false);
        recent.Forget(change.Name);
    }
}
