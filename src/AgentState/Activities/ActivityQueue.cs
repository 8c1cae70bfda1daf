namespace AgentState.Internal.Activities;

/// <summary>The buffered entries of a process in their order, limited in number and bytes; not thread-safe.</summary>
/// <remarks>It holds the waiting entries, and the ones that were taken to be sent and are not settled.</remarks>
internal sealed class ActivityQueue(int capacity, long maxBytes)
{
    // Two lists, so that the newest entry that is not an error is found at once. Each is in order, so the next entry is the one with the
    // lower number.
    private readonly LinkedList<QueuedActivity> errors = [];
    private readonly LinkedList<QueuedActivity> others = [];
    private readonly Queue<QueuedActivity> taken = new();
    private long bytes;
    private long othersBytes;
    private long waitingBytes;

    /// <summary>The number of all entries.</summary>
    public int Count => errors.Count + others.Count + taken.Count;

    /// <summary>The number of entries that were not taken yet.</summary>
    public int Waiting => errors.Count + others.Count;

    /// <summary>The size in bytes of the entries that were not taken yet.</summary>
    public long WaitingBytes => waitingBytes;

    /// <summary>The first waiting entry; null if none waits.</summary>
    public QueuedActivity? Next => (errors.First?.Value, others.First?.Value) switch
    {
        ({ } error, { } other) => error.Number < other.Number ? error : other,
        (var error, var other) => error ?? other,
    };

    /// <summary>The first of all entries; null if the queue is empty.</summary>
    public QueuedActivity? Oldest => taken.TryPeek(out var first) ? first : Next;

    /// <summary>Adds an entry if there is room.</summary>
    public bool TryAdd(QueuedActivity entry)
    {
        if (Count >= capacity || bytes + entry.Size > maxBytes)
        {
            return false;
        }

        Add(entry);
        return true;
    }

    /// <summary>Adds an error and drops the newest waiting entries that are not errors.</summary>
    /// <returns>The dropped entries; null if dropping cannot make enough room, and then nothing was changed.</returns>
    public IReadOnlyList<QueuedActivity>? AddInPlaceOfOthers(QueuedActivity error)
    {
        if ((Count >= capacity && others.Count == 0) || bytes - othersBytes + error.Size > maxBytes)
        {
            return null;
        }

        var dropped = new List<QueuedActivity>();
        while (Count >= capacity || bytes + error.Size > maxBytes)
        {
            var last = others.Last!.Value;
            others.RemoveLast();
            Leave(last);
            bytes -= last.Size;
            dropped.Add(last);
        }

        Add(error);
        return dropped;
    }

    /// <summary>Takes the first entries for a batch: as many as fit, and at least one.</summary>
    /// <remarks>They still count towards the limits until they are settled.</remarks>
    public IReadOnlyList<QueuedActivity> Take(int most, long mostBytes)
    {
        var batch = new List<QueuedActivity>();
        long size = 0;
        while (Next is { } next && batch.Count < most && (batch.Count == 0 || size + next.Size <= mostBytes))
        {
            (next.Level is ActivityLevel.Error ? errors : others).RemoveFirst();
            Leave(next);
            size += next.Size;
            taken.Enqueue(next);
            batch.Add(next);
        }

        return batch;
    }

    /// <summary>Removes the oldest entries that were taken.</summary>
    public void Settle(int count)
    {
        for (; count > 0; count--)
        {
            bytes -= taken.Dequeue().Size;
        }
    }

    private void Add(QueuedActivity entry)
    {
        bytes += entry.Size;
        waitingBytes += entry.Size;
        if (entry.Level is ActivityLevel.Error)
        {
            errors.AddLast(entry);
        }
        else
        {
            othersBytes += entry.Size;
            others.AddLast(entry);
        }
    }

    private void Leave(QueuedActivity entry)
    {
        waitingBytes -= entry.Size;
        if (entry.Level is not ActivityLevel.Error)
        {
            othersBytes -= entry.Size;
        }
    }
}
