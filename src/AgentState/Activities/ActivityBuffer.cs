namespace AgentState.Internal.Activities;

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
    private readonly PendingFlushes flushes = new();

    // Wakes the pump.
    private readonly ChangeSignal due = new();

    // Wakes the writers that wait for space in a full queue.
    private readonly ChangeSignal space = new();

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

    /// <summary>Adds an entry; waits for space in a full queue if <see cref="ActivityOptions.WhenFull"/> is Wait.</summary>
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

                change = space.Next;
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
            space.Release();
            due.Release();
            return isFirst;
        }
    }

    /// <summary>Makes all queued entries due and waits until they are settled.</summary>
    public async Task SettledAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource flush;
        lock (gate)
        {
            if (queue.Count == 0)
            {
                return;
            }

            flush = flushes.Add(form.Ids.Last);
            due.Release();
        }

        try
        {
            await flush.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
            {
                flushes.Remove(flush);
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

                change = due.Next;
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
            flushes.Complete(queue.Oldest?.Number);
            space.Release();
        }
    }

    /// <summary>Waits for the pause, or until a flush, a close or a full batch ends it.</summary>
    public Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        Task change;
        lock (gate)
        {
            change = due.Next;
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
            due.Release();
        }
    }

    private bool IsDue() => flushes.Any || isClosed || IsFull();

    private bool IsFull() => queue.Waiting >= options.BatchSize || queue.WaitingBytes >= options.BatchBytes;

    private async Task WaitAsync(Task change, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(change, Task.Delay(wait, time, timer.Token)).ConfigureAwait(false);
        await timer.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
