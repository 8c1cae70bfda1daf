namespace AgentState.Internal.Testing;

/// <summary>Calls a handler, and keeps the exception that it threw.</summary>
internal sealed class ObservedHandler(ITaskHandler handler) : ITaskHandler
{
    private volatile Exception? exception;

    /// <summary>The exception that the handler threw; null if it returned, or has not returned yet.</summary>
    public Exception? Exception => exception;

    public async Task<StateMap?> HandleAsync(TaskContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await handler.HandleAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            exception = error;
            throw;
        }
    }
}
