using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// What a handler tells of its task while it works: progress, a checkpoint, usage. It is gathered and written together, a second after the first of it, so at most once a
/// second; what is left is written before the attempt's end is. Each is stored once, and by the claim alone. Thread-safe.
/// </summary>
internal sealed class AttemptNotes(TaskAttempt attempt, ClaimSteps steps, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim turn = new(initialCount: 1);
    private ITimer? timer;
    private ClaimNotes pending = ClaimNotes.None;
    private SentNotes? sent;
    private bool isOver;
    private bool isLost;

    private bool IsEmpty => sent is null && pending.IsEmpty;

    /// <summary>Takes a note. One of a task that is lost already is not kept.</summary>
    /// <exception cref="InvalidOperationException">The attempt is over.</exception>
    /// <exception cref="StateLimitException">The task's document has no room for it; what was noted before stays.</exception>
    public void Add(Func<ClaimNotes, ClaimNotes> add)
    {
        var task = attempt.Claim.Claimed ?? attempt.Task;
        lock (gate)
        {
            if (isOver)
            {
                throw new InvalidOperationException($"Attempt {attempt.Task.Attempt} at task '{attempt.Task.Id}' is over; nothing more can be noted of it.");
            }

            if (isLost)
            {
                return;
            }

            var next = add(pending);
            TaskRoom.Check(next.On(sent is null ? task : sent.Notes.On(task)), next.Largest);
            var isFirst = IsEmpty;
            pending = next;
            if (isFirst)
            {
                SetTimer();
            }
        }
    }

    /// <summary>Writes what is left, however long it takes until the database has it or has refused it. From then on nothing more is taken. Never throws.</summary>
    public async Task CloseAsync()
    {
        lock (gate)
        {
            isOver = true;
        }

        var isSettled = true;
        while (!IsDone())
        {
            if (!isSettled)
            {
                await Task.Delay(Interval, time, CancellationToken.None).ConfigureAwait(false);
            }

            isSettled = await WriteAsync().ConfigureAwait(false);
        }
    }

    public void Dispose() => timer?.Dispose();

    // One write at a time: of what is not known to be stored, or of what has been gathered since. False where it is not known still.
    private async Task<bool> WriteAsync()
    {
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            return Take() is not { } notes || await SendAsync(notes).ConfigureAwait(false);
        }
        finally
        {
            GoOn();
            turn.Release();
        }
    }

    private async Task<bool> SendAsync(SentNotes notes)
    {
        try
        {
            attempt.Adopt(await steps.NoteAsync(attempt.Claim, notes.Notes, notes.Mark, notes.IsRepeat, CancellationToken.None).ConfigureAwait(false));
            Settle(isLost: false);
        }
        catch (Exception error) when (error is LeaseLostException or TaskEndedException or StateNotFoundException)
        {
            // A handler may have ended the task itself; otherwise somebody else has it.
            if (error is not TaskEndedException)
            {
                attempt.Cancel(TaskCancellationReason.LeaseLost);
            }

            Settle(isLost: true);
        }
        catch (AgentStateException error) when (error is not StateLimitException)
        {
            HostingLog.NotesWait(logger, attempt.Task.Id, error);
            lock (gate)
            {
                sent = notes with { IsRepeat = true };
            }

            return false;
        }
        catch (Exception error)
        {
            // Another program has filled the document meanwhile, say. The work itself may still have its end.
            HostingLog.NotesDropped(logger, attempt.Task.Id, error);
            Settle(isLost: false);
        }

        return true;
    }

    private SentNotes? Take()
    {
        lock (gate)
        {
            if (sent is null && !pending.IsEmpty)
            {
                sent = new SentNotes(pending, DocumentIds.New(), IsRepeat: false);
                pending = ClaimNotes.None;
            }

            return sent;
        }
    }

    private void Settle(bool isLost)
    {
        lock (gate)
        {
            sent = null;
            this.isLost |= isLost;
            pending = this.isLost ? ClaimNotes.None : pending;
        }
    }

    private bool IsDone()
    {
        lock (gate)
        {
            return IsEmpty;
        }
    }

    private void GoOn()
    {
        lock (gate)
        {
            if (!IsEmpty && !isOver)
            {
                SetTimer();
            }
        }
    }

    private void SetTimer()
    {
        timer ??= time.CreateTimer(_ => _ = WriteAsync(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }
}
