namespace AgentState;

/// <summary>Holds buffered entries until one pump takes them in batches; does no I/O.</summary>
/// <param name="options">The limits, and when a batch is due.</param>
/// <param name="time">Monotonic time.</param>
/// <param name="tally">Counts dropped entries.</param>
/// <param name="form">Generates ids and document names.</param>
/// <param name="start">Called inside the lock when there is an entry and no pump is running.</param>
internal sealed class ActivityBuffer(
    ActivityOptions options, TimeProvider time, ActivityTally tally, ActivityForm form, Action start)
{
    private readonly Lock gate = new();
    private readonly ActivityQueue queue = new(options.QueueCapacity, options.QueueBytes);
    private readonly List<FlushWaiter> flushes = [];
    private TaskCompletionSource? woken;
    private TaskCompletionSource? room;
    private bool isTaken;
    private bool isClosed;

    /// <summary>The number of entries that are not settled.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return queue.Count;
            }
        }
    }

    /// <summary>Adds an entry; if the queue is full, applies <see cref="ActivityOptions.WhenFull"/> without waiting.</summary>
    /// <returns>Whether the entry was added.</returns>
    public bool TryAdd(QueuedActivity entry)
    {
        lock (gate)
        {
            return TryEnter(entry) || (options.WhenFull is ActivityOverflow.DropNewest && TryDisplace(entry));
        }
    }

    /// <summary>Adds an entry; waits for room in a full queue if <see cref="ActivityOptions.WhenFull"/> is Wait.</summary>
    /// <returns>Whether the entry was added.</returns>
    public async ValueTask<bool> AddAsync(QueuedActivity entry, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task change;
            lock (gate)
            {
                if (TryEnter(entry))
                {
                    return true;
                }

                if (options.WhenFull is ActivityOverflow.DropNewest)
                {
                    return TryDisplace(entry);
                }

                change = (room ??= NewSignal()).Task;
            }

            await change.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stops accepting entries and makes the queued ones due.</summary>
    /// <returns>False if the buffer was already closed.</returns>
    public bool Close()
    {
        lock (gate)
        {
            var isFirst = !isClosed;
            isClosed = true;
            Release(ref room);
            Release(ref woken);
            return isFirst;
        }
    }

    /// <summary>Makes all queued entries due and waits until they are settled.</summary>
    public async Task SettledAsync(CancellationToken cancellationToken)
    {
        var waiter = new FlushWaiter(NewSignal());
        lock (gate)
        {
            if (queue.Count == 0)
            {
                return;
            }

            waiter.Through = form.Ids.Last;
            flushes.Add(waiter);
            Release(ref woken);
        }

        try
        {
            await waiter.Done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
            {
                flushes.Remove(waiter);
            }
        }
    }

    /// <summary>Waits for the next due batch; null if the buffer is empty, and then the pump must stop.</summary>
    public async Task<ActivityBatch?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task change;
            TimeSpan wait;
            lock (gate)
            {
                if (queue.Next is not { } next)
                {
                    isTaken = false;
                    return null;
                }

                wait = options.FlushInterval - time.GetElapsedTime(next.QueuedAt);
                if (wait <= TimeSpan.Zero || IsDue())
                {
                    return new ActivityBatch(queue.Take(options.BatchSize, options.BatchBytes));
                }

                change = (woken = NewSignal()).Task;
            }

            await WaitAsync(change, wait, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Marks the oldest entries that were taken as settled: stored or refused.</summary>
    public void Settle(int count)
    {
        lock (gate)
        {
            queue.Settle(count);
            var oldest = queue.Oldest?.Number ?? long.MaxValue;
            foreach (var waiter in flushes.Where(waiter => waiter.Through < oldest))
            {
                waiter.Done.TrySetResult();
            }

            Release(ref room);
        }
    }

    /// <summary>Waits for the pause, or until a flush, a close or a full batch ends it.</summary>
    public Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        Task change;
        lock (gate)
        {
            change = (woken = NewSignal()).Task;
        }

        return WaitAsync(change, pause, cancellationToken);
    }

    private bool TryEnter(QueuedActivity entry)
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
        Number(entry);
        if (!queue.TryAdd(entry))
        {
            return false;
        }

        OnAdded();
        return true;
    }

    // Errors are dropped last.
    private bool TryDisplace(QueuedActivity entry)
    {
        if (entry.Level is not ActivityLevel.Error || queue.AddInPlaceOfOthers(entry) is not { } dropped)
        {
            tally.Drop(entry);
            return false;
        }

        foreach (var other in dropped)
        {
            tally.Drop(other);
        }

        OnAdded();
        return true;
    }

    // A number that stays unused leaves a gap; only the order of the numbers matters.
    private void Number(QueuedActivity entry)
    {
        entry.Number = form.Ids.Next();
        entry.Write.Update.Name = form.NameOf(form.Ids.Of(entry.Number));
    }

    private void OnAdded()
    {
        if (!isTaken)
        {
            isTaken = true;
            start();
        }
        else if (IsFull())
        {
            Release(ref woken);
        }
    }

    private bool IsDue() => flushes.Count > 0 || isClosed || IsFull();

    private bool IsFull() => queue.Waiting >= options.BatchSize || queue.WaitingBytes >= options.BatchBytes;

    private async Task WaitAsync(Task change, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(change, Task.Delay(wait, time, timer.Token)).ConfigureAwait(false);
        await timer.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static void Release(ref TaskCompletionSource? signal)
    {
        signal?.TrySetResult();
        signal = null;
    }

    private sealed class FlushWaiter(TaskCompletionSource done)
    {
        public TaskCompletionSource Done => done;

        public long Through { get; set; }
    }
}
