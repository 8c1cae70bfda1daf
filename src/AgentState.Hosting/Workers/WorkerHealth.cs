namespace AgentState.Internal.Hosting.Workers;

/// <summary>The problems of a worker: handlers that do not stop, and handlers that cannot be created. Thread-safe.</summary>
internal sealed class WorkerHealth
{
    private volatile Exception? problem;
    private volatile bool isMade;
    private int isChecking;
    private int stuck;

    /// <summary>The number of handlers that still run although their attempts have ended.</summary>
    public int Stuck => Volatile.Read(ref stuck);

    /// <summary>The reason why no handler can be created; null if one can be created, or that was not checked yet.</summary>
    public Exception? Problem => problem;

    /// <summary>Whether the last check created a handler. While it is false nothing is claimed.</summary>
    public bool CanMakeHandler => isMade;

    public void AddStuck(int count) => Interlocked.Add(ref stuck, count);

    /// <summary>Begins a check, during which nothing is claimed; returns false if a check is already running.</summary>
    public bool BeginCheck()
    {
        if (Interlocked.Exchange(ref isChecking, 1) == 1)
        {
            return false;
        }

        isMade = false;
        return true;
    }

    /// <summary>Records that no handler can be created; returns whether this is the first report.</summary>
    public bool Report(Exception error) => Interlocked.Exchange(ref problem, error) is null;

    /// <summary>Ends the check: a handler was created.</summary>
    public void EndCheck()
    {
        problem = null;
        isMade = true;
        Volatile.Write(ref isChecking, 0);
    }
}
