using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Enqueueing;

/// <summary>Enqueues a list of tasks in chunks, one after the other.</summary>
/// <remarks>
/// Sequential commits keep the order of the list, because later ones have later server times. A chunk is one atomic commit. If some tasks
/// with an idempotency key already exist, these are read, and the rest is committed again.
/// </remarks>
internal sealed class TaskListWriter(DocumentStack stack)
{
    private const int MaxAttempts = 12;

    private readonly IDocumentStore documents = stack.Documents;

    /// <summary>Sends the chunks until one fails, and records the outcome of each task in the list.</summary>
    public async Task WriteAsync(EnqueueList list, CancellationToken cancellationToken)
    {
        foreach (var part in list.Parts)
        {
            try
            {
                await WriteAsync(part, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is AgentStateException or OperationCanceledException)
            {
                list.GiveUp(part, error);
                return;
            }
        }
    }

    private async Task WriteAsync(IReadOnlyList<EnqueueItem> part, CancellationToken cancellationToken)
    {
        var open = part;
        var mayBeApplied = false;
        for (var attempt = 1; open.Count > 0; attempt++)
        {
            if (attempt > MaxAttempts)
            {
                throw new StateConflictException(documents.Root.PathOf(open[0].Name));
            }

            var writes = open.Select(item => item.Create).ToArray();
            var outcome = await CommitAsync(writes, mayBeApplied, cancellationToken).ConfigureAwait(false);
            mayBeApplied |= outcome.Kind is OutcomeKind.Unknown;
            if (outcome.Kind is OutcomeKind.Applied || await SettleAsync(open, mayBeApplied, cancellationToken).ConfigureAwait(false))
            {
                foreach (var item in open)
                {
                    item.Created();
                }
            }

            open = [.. open.Where(item => item.Outcome is null)];
        }
    }

    // Reads the documents that may have refused the commit, and settles them. Returns true if the whole chunk turns out to be applied.
    // After a lost reply, one document with a random id shows that. If all tasks have keys, the chunk counts as applied if all documents
    // exist as they were sent.
    private async Task<bool> SettleAsync(IReadOnlyList<EnqueueItem> open, bool mayBeApplied, CancellationToken cancellationToken)
    {
        var keyed = open.Where(item => item.IsKeyed).ToList();
        var writeId = mayBeApplied ? open.FirstOrDefault(item => !item.IsKeyed) : null;
        var asked = writeId is null ? keyed : [.. keyed, writeId];
        if (asked.Count == 0)
        {
            return false;
        }

        var found = await GetAsync([.. asked.Select(item => item.Name)], mayBeApplied, cancellationToken).ConfigureAwait(false);
        var isApplied = writeId is null
            ? mayBeApplied && keyed.Zip(found).All(pair =>
                pair.Second.Document is { } stored && TaskCreation.IsSame(stored, pair.First.Create.Update))
            : found[^1].Document is not null;
        if (isApplied)
        {
            return true;
        }

        foreach (var (item, snapshot) in keyed.Zip(found))
        {
            if (snapshot.Document is { } stored)
            {
                item.Found(stored);
            }
        }

        return false;
    }

    private async Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, bool mayBeApplied, CancellationToken cancellationToken)
    {
        try
        {
            return await documents.CommitAsync(writes, cancellationToken).ConfigureAwait(false);
        }
        catch (StateUnavailableException error) when (mayBeApplied && !error.MayHaveBeenApplied)
        {
            throw Unknown(error);
        }
    }

    private async Task<IReadOnlyList<DocumentSnapshot>> GetAsync(
        IReadOnlyList<string> names, bool mayBeApplied, CancellationToken cancellationToken)
    {
        try
        {
            return await documents.GetAsync(names, cancellationToken).ConfigureAwait(false);
        }
        catch (StateUnavailableException error) when (mayBeApplied)
        {
            throw Unknown(error);
        }
    }

    private static StateUnavailableException Unknown(StateUnavailableException error) => new(
        "The database did not answer after a write whose reply was lost; it may have been applied.", mayHaveBeenApplied: true, error);
}
