using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting.Workers.Attempts;

/// <summary>One call of a handler, in a scope of its own.</summary>
/// <remarks>The outcome is final when the handler has returned, even if disposing its services fails.</remarks>
internal sealed class HandlerRun(IServiceProvider services, TaskAttempt attempt, PendingUpdates updates, ILogger logger)
{
    private volatile HandlerOutcome? outcome;

    /// <summary>The outcome of the call; null until the handler has returned.</summary>
    public HandlerOutcome? Outcome => outcome;

    /// <summary>Creates the handler, calls it and disposes its scope. Never throws.</summary>
    public async Task RunAsync()
    {
        AsyncServiceScope scope;
        try
        {
            scope = services.CreateAsyncScope();
        }
        catch (Exception error)
        {
            // For example, the container is disposed.
            outcome = new HandlerOutcome(Result: null, error, IsMade: false);
            return;
        }

        outcome = await CallAsync(scope.ServiceProvider).ConfigureAwait(false);
        await updates.CloseAsync().ConfigureAwait(false);
        await DisposeAsync(scope).ConfigureAwait(false);
    }

    private async Task<HandlerOutcome> CallAsync(IServiceProvider scoped)
    {
        ITaskHandler handler;
        try
        {
            handler = attempt.Worker.MakeHandler(scoped);
        }
        catch (Exception error)
        {
            return new HandlerOutcome(Result: null, error, IsMade: false);
        }

        var span = WorkerTelemetry.Begin(attempt.Task);
        try
        {
            var result = await handler.HandleAsync(new TaskContext(attempt, updates), attempt.Token).ConfigureAwait(false);
            return new HandlerOutcome(result, Error: null);
        }
        catch (Exception error)
        {
            return new HandlerOutcome(Result: null, error);
        }
        finally
        {
            span.Dispose();
        }
    }

    // The work is done by then; failing the attempt would repeat it.
    private async Task DisposeAsync(AsyncServiceScope scope)
    {
        try
        {
            await scope.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            HostingLog.ScopeNotDisposed(logger, attempt.Task.Id, attempt.Task.Attempt, error);
        }
    }
}
