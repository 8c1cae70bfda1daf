namespace AgentState;

/// <summary>When one listener last heard anything of the database.</summary>
internal sealed class ListenerPulse : IDisposable
{
    private readonly TimeProvider time;
    private readonly Action<ListenerPulse> end;
    private long lastSign;

    public ListenerPulse(string collection, TimeProvider time, Action<ListenerPulse> end)
    {
        Collection = collection;
        this.time = time;
        this.end = end;
        Beat();
    }

    public string Collection { get; }

    /// <summary>How long ago the last sign was; since it began, where there was none yet.</summary>
    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref lastSign));

    public void Beat() => Volatile.Write(ref lastSign, time.GetTimestamp());

    public void Dispose() => end(this);
}
