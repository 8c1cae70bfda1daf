namespace AgentState;

/// <summary>What is wrong with a worker: handlers that do not stop, and handlers that cannot be made. Thread-safe.</summary>
internal sealed class WorkerHealth
{
    private volatile Exception? problem;
    private volatile bool isMade;
    private int isChecking;
    private int stuck;

    /// <summary>How many handlers go on although their attempts have ended.</summary>
    public int Stuck => Volatile.Read(ref stuck);

    /// <summary>Why no handler can be made; null where one can, or was not tried yet.</summary>
    public Exception? Problem => problem;

    /// <summary>Whether a handler could be made when that was last tried: otherwise nothing is claimed.</summary>
    public bool CanMakeHandler => isMade;

    public void AddStuck(int count) => Interlocked.Add(ref stuck, count);

    /// <summary>Whether a check is to begin: none is under way. Until it ends nothing is claimed.</summary>
    public bool BeginCheck()
    {
        if (Interlocked.Exchange(ref isChecking, 1) == 1)
        {
            return false;
        }

        isMade = false;
        return true;
    }

    /// <summary>No handler can be made. Whether that is news.</summary>
    public bool Report(Exception error) => Interlocked.Exchange(ref problem, error) is null;

    /// <summary>A handler was made: the check has ended.</summary>
    public void EndCheck()
    {
        problem = null;
        isMade = true;
        Volatile.Write(ref isChecking, 0);
    }
}
