using AgentState.Internal.Sqlite.Connections;

namespace AgentState.Internal.Sqlite.Files;

/// <summary>Runs the calls of this process on one thread of its own, several of them in one transaction. Thread-safe.</summary>
/// <remarks>
/// Calls that wait while a transaction is committed share the next one, so that many callers cost one wait for the disk. A call never
/// blocks a thread of the pool.
/// </remarks>
internal sealed class FileThread : IDisposable
{
    private const int CallsTogether = 64;

    // An object and not a Lock: the thread waits on it.
    private readonly object gate = new();
    private readonly Queue<FileCall> waiting = [];
    private readonly DatabaseFile file;
    private readonly Action<FileChanges> report;
    private readonly Thread thread;
    private TimeSpan pollInterval = Timeout.InfiniteTimeSpan;
    private bool isEnded;

    /// <summary>Starts the thread, which owns the file from now on.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="report">Receives the changes of each transaction, in order, on the thread of the file. Must not throw.</param>
    public FileThread(DatabaseFile file, Action<FileChanges> report)
    {
        this.file = file;
        this.report = report;
        thread = new Thread(Work) { IsBackground = true, Name = "AgentState.Sqlite" };
        thread.Start();
    }

    /// <summary>Sets how often the file is asked for commits of other processes; infinite = never.</summary>
    public void Poll(TimeSpan interval)
    {
        lock (gate)
        {
            pollInterval = interval;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Runs a call in a transaction.</summary>
    /// <param name="call">The call. It may run again if its transaction was rolled back, and must change nothing if it throws.</param>
    /// <param name="cancellationToken">Stops waiting. A call that has begun goes on.</param>
    /// <param name="mayWrite">Whether the call may write.</param>
    public Task<T> RunAsync<T>(Func<DatabaseFile, T> call, CancellationToken cancellationToken, bool mayWrite = false)
    {
        var work = new FileCall<T>(call, mayWrite, cancellationToken);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isEnded, this);
            waiting.Enqueue(work);
            Monitor.Pulse(gate);
        }

        return cancellationToken.CanBeCanceled ? work.Task.WaitAsync(cancellationToken) : work.Task;
    }

    /// <summary>Finishes the waiting calls and closes the file.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isEnded = true;
            Monitor.Pulse(gate);
        }

        if (Thread.CurrentThread != thread)
        {
            thread.Join();
        }
    }

    private void Work()
    {
        using (file)
        {
            while (Take() is { } calls)
            {
                Run(calls);
            }
        }
    }

    // Empty if nothing was called for as long as the poll interval; null at the end.
    private List<FileCall>? Take()
    {
        var calls = new List<FileCall>();
        lock (gate)
        {
            while (waiting.Count == 0 && !isEnded && Monitor.Wait(gate, pollInterval))
            {
            }

            if (waiting.Count == 0 && isEnded)
            {
                return null;
            }

            while (calls.Count < CallsTogether && waiting.TryDequeue(out var call))
            {
                calls.Add(call);
            }
        }

        foreach (var cancelled in calls.Where(static call => call.IsCancelled))
        {
            cancelled.Cancel();
        }

        calls.RemoveAll(static call => call.IsCancelled);
        return calls;
    }

    private void Run(List<FileCall> calls)
    {
        try
        {
            if (calls.Count == 0 && !file.HasNews())
            {
                return;
            }

            var changes = file.Run(calls);
            calls.ForEach(static call => call.Succeed());
            report(changes);
        }
        catch (SqliteError error) when (calls.Count > 1 && !error.IsBusy)
        {
            // Only the call that cannot be written fails.
            foreach (var call in calls)
            {
                Run([call]);
            }
        }
        catch (SqliteError error)
        {
            // Without calls, the next poll tries again.
            calls.ForEach(call => call.Fail(error.Translate(file.Path, call.MayWrite)));
        }
        catch (Exception error)
        {
            // Nothing was written. The thread must go on for the other calls.
            calls.ForEach(call => call.Fail(error));
        }
    }
}
