namespace AgentState.Internal.Hosting.Workers.Attempts;

/// <summary>Raises the minimum of the thread pool by the number of handlers that may run, for the lifetime of the host.</summary>
/// <remarks>
/// Otherwise handlers that block their threads would take the threads that renewals need. The pool adds threads too slowly, so leases would
/// expire. Dedicated threads would not help, because a handler continues in the pool after its first <c>await</c>, and blocks there as
/// well. A higher minimum costs nothing until threads are blocked.
/// </remarks>
internal sealed class HandlerThreads : IDisposable
{
    // The minimum is shared by all hosts of the process.
    private static readonly Lock Gate = new();
    private int added;

    /// <param name="handlers">The number of handlers that may run at a time.</param>
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
