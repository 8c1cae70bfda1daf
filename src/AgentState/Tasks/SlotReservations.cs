namespace AgentState;

/// <summary>
/// The slots of one type that claims of this process are about to take: no two of them try the same one. A slot that was released after it was read must be read again, since the claim
/// that reserved it may have taken it. Thread-safe.
/// </summary>
internal sealed class SlotReservations
{
    private readonly Lock gate = new();
    private readonly HashSet<int> reserved = [];
    private readonly Dictionary<int, long> released = [];
    private TaskCompletionSource next = NewSignal();
    private long releases;

    /// <summary>How many releases there have been. Read it before the slots are read.</summary>
    public long Releases
    {
        get
        {
            lock (gate)
            {
                return releases;
            }
        }
    }

    /// <summary>Whether no other claim of this process has reserved the slot, now or since it was read.</summary>
    /// <param name="number">The slot.</param>
    /// <param name="readAt">The value of <see cref="Releases"/> before the slot was read.</param>
    public bool IsOpen(int number, long readAt)
    {
        lock (gate)
        {
            return IsOpenUnderGate(number, readAt);
        }
    }

    /// <summary>Reserves the slot if it is still open.</summary>
    /// <inheritdoc cref="IsOpen"/>
    public bool TryReserve(int number, long readAt)
    {
        lock (gate)
        {
            return IsOpenUnderGate(number, readAt) && reserved.Add(number);
        }
    }

    /// <summary>Ends the reservation: its claim was committed, or has failed.</summary>
    public void Release(int number)
    {
        TaskCompletionSource signal;
        lock (gate)
        {
            reserved.Remove(number);
            released[number] = ++releases;
            (signal, next) = (next, NewSignal());
        }

        signal.SetResult();
    }

    /// <summary>Waits until there have been more releases than the caller has seen.</summary>
    /// <param name="seen">The value of <see cref="Releases"/> that the caller has seen.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task WaitAsync(long seen, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return releases > seen ? Task.CompletedTask : next.Task.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool IsOpenUnderGate(int number, long readAt) => !reserved.Contains(number) && released.GetValueOrDefault(number) <= readAt;
}
