using AgentState.Internal.Data;
using AgentState.Internal.Tasks.Partitions;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Enqueueing;

/// <summary>A validated list of tasks to enqueue, divided into chunks that each fit into one commit.</summary>
/// <remarks>Each document is written once. Does no I/O.</remarks>
internal sealed class EnqueueList
{
    /// <summary>The maximum number of documents in one commit.</summary>
    public const int MostInACommit = 500;

    /// <summary>The maximum size of the writes of one commit, in bytes.</summary>
    /// <remarks>The emulator accepts messages of 4 MiB, the service of 10 MiB. 64 KiB are left for the rest of the message.</remarks>
    public const int MostBytesInACommit = (4 * 1024 * 1024) - (64 * 1024);

    private const int BytesAroundAWrite = 16;

    private readonly EnqueueItem[] items;

    private EnqueueList(EnqueueItem[] items) => this.items = items;

    /// <summary>The outcome of each task, in the order of the list.</summary>
    /// <remarks>Valid after all chunks were written, or <c>GiveUp</c> was called.</remarks>
    public IReadOnlyList<EnqueueOutcome> Outcomes => Array.ConvertAll(items, item => item.Outcome!);

    /// <summary>The chunks to write, in order.</summary>
    public IEnumerable<IReadOnlyList<EnqueueItem>> Parts
    {
        get
        {
            var part = new List<EnqueueItem>();
            var bytes = 0;
            foreach (var item in items.Where(item => item.Outcome is null).Distinct().ToList())
            {
                var size = item.Create.CalculateSize() + BytesAroundAWrite;
                if (part.Count == MostInACommit || bytes + size > MostBytesInACommit)
                {
                    yield return part;
                    (part, bytes) = ([], 0);
                }

                part.Add(item);
                bytes += size;
            }

            if (part.Count > 0)
            {
                yield return part;
            }
        }
    }

    /// <summary>Validates all tasks and assigns their ids.</summary>
    /// <param name="root">The database root of the tasks.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="partitions">Decides whether partitions are stored.</param>
    /// <param name="now">The database's time; needed only for tasks with a delay.</param>
    /// <exception cref="ArgumentException">A task is not valid; the message contains its index.</exception>
    /// <exception cref="StateLimitException">A task is too large; the message contains its index.</exception>
    public static EnqueueList Of(
        DatabaseRoot root, IReadOnlyList<NewTask> tasks, IPartitionStrategy partitions, DateTimeOffset now = default)
    {
        var ids = TaskIds.Ordered(tasks.Count);
        var validated = Enumerable.Range(0, tasks.Count)
            .Select(index => Decided(tasks, index, task => TaskWrites.Enqueue(root, task, partitions, () => ids(index), now))).ToArray();
        var firsts = new Dictionary<string, EnqueueItem>(StringComparer.Ordinal);
        for (var i = 0; i < validated.Length; i++)
        {
            if (!firsts.TryAdd(validated[i].Name, validated[i]))
            {
                validated[i] = Again(firsts[validated[i].Name], validated[i]);
            }
        }

        return new EnqueueList(validated);
    }

    /// <summary>Records the failure of the current chunk, and that the tasks after it were not sent.</summary>
    public void GiveUp(IReadOnlyList<EnqueueItem> part, Exception error)
    {
        foreach (var item in part.Where(item => item.Outcome is null))
        {
            item.Failed(error);
        }

        var unsent = error is StateUnavailableException
            ? new StateUnavailableException(
                "The task was not sent, because the database did not answer for an earlier chunk of the list. Enqueue it again.",
                mayHaveBeenApplied: false,
                error)
            : error;
        foreach (var item in items.Where(item => item.Outcome is null))
        {
            item.Failed(unsent);
        }
    }

    // A later task with the key of an earlier one shares its document if the payload is the same; otherwise it is a mismatch.
    private static EnqueueItem Again(EnqueueItem first, EnqueueItem later)
    {
        if (TaskCreation.IsSame(first.Create.Update, later.Create.Update))
        {
            return first;
        }

        later.Mismatches();
        return later;
    }

    private static EnqueueItem Decided(IReadOnlyList<NewTask> tasks, int index, Func<NewTask, Write> create)
    {
        try
        {
            return new EnqueueItem(create(tasks[index]));
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException($"Task {index} of the list is not valid. {error.Message}", nameof(tasks), error);
        }
        catch (StateLimitException error)
        {
            throw new StateLimitException($"Task {index} of the list is too large. {error.Message}", error)
            {
                Path = error.Path,
                Size = error.Size,
                Limit = error.Limit,
            };
        }
    }
}
