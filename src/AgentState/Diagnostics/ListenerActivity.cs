namespace AgentState.Internal.Diagnostics;

/// <summary>The time of the last message that one listener received from the database.</summary>
internal sealed class ListenerActivity : IDisposable
{
    private readonly TimeProvider time;
    private readonly Action<ListenerActivity> end;
    private long lastSign;

    public ListenerActivity(string collection, TimeProvider time, Action<ListenerActivity> end)
    {
        Collection = collection;
        this.time = time;
        this.end = end;
        Beat();
    }

    public string Collection { get; }

    /// <summary>The time since the last message, or since the start if there was none yet.</summary>
    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref lastSign));

    public void Beat() => Volatile.Write(ref lastSign, time.GetTimestamp());

    public void Dispose() => end(this);
}
