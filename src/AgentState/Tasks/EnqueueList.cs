namespace AgentState;

/// <summary>
/// A list of tasks on its way into the queue: all of it judged, each document once, in parts that a commit takes. It does no I/O.
/// </summary>
internal sealed class EnqueueList
{
    /// <summary>How many documents go into one commit.</summary>
    public const int MostInACommit = 500;

    /// <summary>How many bytes go into one commit. The emulator takes messages of 4 MiB, the service of 10; the rest is room for what stands around the writes.</summary>
    public const int MostBytesInACommit = (4 * 1024 * 1024) - (64 * 1024);

    private const int BytesAroundAWrite = 16;

    private readonly EnqueueItem[] items;

    private EnqueueList(EnqueueItem[] items) => this.items = items;

    /// <summary>What became of each task, in the order of the list: when all parts are settled, or given up.</summary>
    public IReadOnlyList<EnqueueOutcome> Outcomes => Array.ConvertAll(items, item => item.Outcome!);

    /// <summary>What is to be written, in order, each document once.</summary>
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

    /// <summary>Judges all tasks, and gives them their ids.</summary>
    /// <param name="root">Where the tasks lie.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="now">The database's time, where one of them needs it; before it is known, any.</param>
    /// <exception cref="ArgumentException">One cannot be a task; it names which.</exception>
    /// <exception cref="StateLimitException">One is too large; it names which.</exception>
    public static EnqueueList Of(DatabaseRoot root, IReadOnlyList<NewTask> tasks, DateTimeOffset now = default)
    {
        var ids = TaskIds.Ordered(tasks.Count);
        var judged = Enumerable.Range(0, tasks.Count).Select(index => Judged(root, tasks, index, () => ids(index), now)).ToArray();
        var firsts = new Dictionary<string, EnqueueItem>(StringComparer.Ordinal);
        for (var i = 0; i < judged.Length; i++)
        {
            if (!firsts.TryAdd(judged[i].Name, judged[i]))
            {
                judged[i] = Again(firsts[judged[i].Name], judged[i]);
            }
        }

        return new EnqueueList(judged);
    }

    /// <summary>Gives up: the part that was under way has failed, and what comes after it is not sent.</summary>
    public void GiveUp(IReadOnlyList<EnqueueItem> part, Exception error)
    {
        foreach (var item in part.Where(item => item.Outcome is null))
        {
            item.Failed(error);
        }

        var unsent = error is StateUnavailableException
            ? new StateUnavailableException("The task was not sent: an earlier part of its list was not answered.", mayHaveBeenApplied: false, error)
            : error;
        foreach (var item in items.Where(item => item.Outcome is null))
        {
            item.Failed(unsent);
        }
    }

    // A later one of the same key is the first one, or none.
    private static EnqueueItem Again(EnqueueItem first, EnqueueItem later)
    {
        if (TaskCreation.IsSame(first.Create.Update, later.Create.Update))
        {
            return first;
        }

        later.Mismatches();
        return later;
    }

    private static EnqueueItem Judged(DatabaseRoot root, IReadOnlyList<NewTask> tasks, int index, Func<string> newId, DateTimeOffset now)
    {
        try
        {
            return new EnqueueItem(TaskWrites.Enqueue(root, tasks[index], newId, now));
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException($"Task {index} of the list cannot be enqueued. {error.Message}", nameof(tasks), error);
        }
        catch (StateLimitException error)
        {
            throw new StateLimitException($"Task {index} of the list cannot be enqueued. {error.Message}", error)
            {
                Path = error.Path,
                Size = error.Size,
                Limit = error.Limit,
            };
        }
    }
}
