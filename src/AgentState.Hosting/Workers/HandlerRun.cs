using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// One call of a handler, in a scope of its own. Its outcome stands as soon as the handler has returned, whatever its services do when
/// they are disposed.
/// </summary>
internal sealed class HandlerRun(IServiceProvider services, TaskAttempt attempt, AttemptNotes notes, ILogger logger)
{
    private volatile HandlerOutcome? outcome;

    /// <summary>What the call came to; null as long as the handler has not returned.</summary>
    public HandlerOutcome? Outcome => outcome;

    /// <summary>Makes the handler, calls it and disposes its scope. Never throws.</summary>
    public async Task RunAsync()
    {
        AsyncServiceScope scope;
        try
        {
            scope = services.CreateAsyncScope();
        }
        catch (Exception error)
        {
            // The container is gone, say.
            outcome = new HandlerOutcome(Result: null, error, IsMade: false);
            return;
        }

        outcome = await CallAsync(scope.ServiceProvider).ConfigureAwait(false);
        await notes.CloseAsync().ConfigureAwait(false);
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
            var result = await handler.HandleAsync(new TaskContext(attempt, notes), attempt.Token).ConfigureAwait(false);
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

    // The work is done by then: to fail the attempt would do it again.
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
