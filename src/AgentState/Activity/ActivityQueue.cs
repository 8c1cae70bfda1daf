namespace AgentState;

/// <summary>
/// The buffered entries of a process, in their order, within a bound of number and bytes: those that wait, and those that were taken to be sent. Whoever uses it sees to
/// it that one at a time does.
/// </summary>
internal sealed class ActivityQueue(int capacity, long maxBytes)
{
    // Apart, so that the newest that is no error is found at once; each is in order, and so the next is the one with the lower number.
    private readonly LinkedList<QueuedActivity> errors = [];
    private readonly LinkedList<QueuedActivity> others = [];
    private readonly Queue<QueuedActivity> taken = new();
    private long bytes;
    private long othersBytes;
    private long waitingBytes;

    /// <summary>All that is held.</summary>
    public int Count => errors.Count + others.Count + taken.Count;

    /// <summary>Those that were not taken yet.</summary>
    public int Waiting => errors.Count + others.Count;

    /// <summary>The bytes of those that were not taken yet.</summary>
    public long WaitingBytes => waitingBytes;

    /// <summary>The first of those that wait; null where none does.</summary>
    public QueuedActivity? Next => (errors.First?.Value, others.First?.Value) switch
    {
        ({ } error, { } other) => error.Number < other.Number ? error : other,
        (var error, var other) => error ?? other,
    };

    /// <summary>The first of all that are held; null where there is none.</summary>
    public QueuedActivity? Oldest => taken.TryPeek(out var first) ? first : Next;

    /// <summary>Takes an entry in where there is room.</summary>
    public bool TryAdd(QueuedActivity entry)
    {
        if (Count >= capacity || bytes + entry.Size > maxBytes)
        {
            return false;
        }

        Add(entry);
        return true;
    }

    /// <summary>Takes an error in, in the place of the newest that are none and wait; tells which those were. Null where that does not make room: nothing is dropped then.</summary>
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

    /// <summary>Takes the first ones out, to be sent together: as many as fit, and one at least. They count until they are settled.</summary>
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

    /// <summary>The first ones of those that were taken are done with.</summary>
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
