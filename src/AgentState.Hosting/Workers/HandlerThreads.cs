namespace AgentState;

/// <summary>
/// Raises the minimum of the thread pool by the number of handlers that may run, for as long as their host lives. A handler that blocks
/// its thread would otherwise take one that renewals need, and the pool adds new ones too slowly: leases would run out. The minimum, and
/// not threads of their own: a handler goes on in the pool after its first
/// <c>await</c>, and blocks there as well. A higher minimum costs nothing until threads are blocked.
/// </summary>
internal sealed class HandlerThreads : IDisposable
{
    // The minimum belongs to the process; hosts come and go.
    private static readonly Lock Gate = new();
    private int added;

    /// <param name="handlers">How many handlers may run at a time.</param>
    public HandlerThreads(int handlers) => added = Raise(handlers);

    public void Dispose() => Raise(-Interlocked.Exchange(ref added, 0));

    private static int Raise(int count)
    {
        lock (Gate)
        {
            ThreadPool.GetMinThreads(out var workers, out var completionPorts);
            ThreadPool.GetMaxThreads(out var most, out _);
            var next = Math.Clamp(workers + count, 1, most);
            return ThreadPool.SetMinThreads(next, completionPorts) ? next - workers : 0;
        }
    }
}
