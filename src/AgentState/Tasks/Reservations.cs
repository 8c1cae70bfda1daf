namespace AgentState;

/// <summary>
/// What claims of this process are about to take (tasks, or slots), so that no two of them try the same one. What was released after it was
/// read must be read again, since the claim that
/// reserved it may have taken it. Thread-safe.
/// </summary>
internal sealed class Reservations(TimeProvider time)
{
    // Of those that are forgotten a claim may be tried in vain, no more.
    private const int KeptReleases = 4_096;

    // A claim that is not answered must not hide what others have added or freed meanwhile.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly HashSet<string> reserved = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> released = new(StringComparer.Ordinal);
    private readonly Queue<(string Name, long Release)> order = new();
    private TaskCompletionSource next = NewSignal();
    private long releases;

    /// <summary>How many releases there have been. Take it before reading.</summary>
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

    /// <summary>How many are reserved.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return reserved.Count;
            }
        }
    }

    /// <summary>Whether no other claim of this process has reserved the document, now or since it was read.</summary>
    /// <param name="name">The document.</param>
    /// <param name="readAt">The value of <see cref="Releases"/> before it was read.</param>
    public bool IsOpen(string name, long readAt)
    {
        lock (gate)
        {
            return IsOpenUnderGate(name, readAt);
        }
    }

    /// <summary>Reserves the document if it is still open.</summary>
    /// <inheritdoc cref="IsOpen"/>
    public bool TryReserve(string name, long readAt)
    {
        lock (gate)
        {
            return IsOpenUnderGate(name, readAt) && reserved.Add(name);
        }
    }

    /// <summary>Ends the reservation: its claim was committed, or has failed.</summary>
    public void Release(string name)
    {
        TaskCompletionSource signal;
        lock (gate)
        {
            reserved.Remove(name);
            released[name] = ++releases;
            order.Enqueue((name, releases));
            if (order.Count > KeptReleases && order.Dequeue() is var oldest && released.GetValueOrDefault(oldest.Name) == oldest.Release)
            {
                released.Remove(oldest.Name);
            }

            (signal, next) = (next, NewSignal());
        }

        signal.SetResult();
    }

    /// <summary>Waits until there have been more releases than the caller has seen, for a second at most.</summary>
    /// <param name="seen">The value of <see cref="Releases"/> that the caller has seen.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task WaitAsync(long seen, CancellationToken cancellationToken)
    {
        Task signal;
        lock (gate)
        {
            signal = releases > seen || reserved.Count == 0 ? Task.CompletedTask : next.Task;
        }

        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(signal, Task.Delay(LongestWait, time, timer.Token)).ConfigureAwait(false);
        await timer.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool IsOpenUnderGate(string name, long readAt) => !reserved.Contains(name) && released.GetValueOrDefault(name) <= readAt;
}
