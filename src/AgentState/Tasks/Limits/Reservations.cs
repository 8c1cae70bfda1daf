namespace AgentState.Internal.Tasks.Limits;

/// <summary>Reserves tasks or slots for single claims of this process, so that no two claims try the same document.</summary>
/// <remarks>
/// A document that was released after the caller read it must be read again, because the claim that reserved it may have changed it.
/// Thread-safe.
/// </remarks>
internal sealed class Reservations(TimeProvider time)
{
    // If an older release is forgotten, a claim may be tried on an outdated version. It then only loses.
    private const int KeptReleases = 4_096;

    // Limits the wait for an unanswered claim, because other tasks or slots may become available in the meantime.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly HashSet<string> reserved = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> released = new(StringComparer.Ordinal);
    private readonly Queue<(string Name, long Release)> order = new();
    private TaskCompletionSource next = NewSignal();
    private long releases;

    /// <summary>The number of releases so far.</summary>
    /// <remarks>Get it before reading the documents.</remarks>
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

    /// <summary>The number of reserved documents.</summary>
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

    /// <summary>Whether the document is not reserved, and was not released since it was read.</summary>
    /// <param name="name">The document's name.</param>
    /// <param name="readAt">The value of <see cref="Releases"/> before the document was read.</param>
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

    /// <summary>Releases the document after its claim was committed or has failed.</summary>
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

    /// <summary>Waits for a further release, for at most one second.</summary>
    /// <remarks>Returns at once if no document is reserved.</remarks>
    /// <param name="seen">The last value of <see cref="Releases"/> that the caller has read.</param>
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
