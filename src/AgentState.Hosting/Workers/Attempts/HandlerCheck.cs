using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting.Workers.Attempts;

/// <summary>Checks whether a worker's handlers can be created.</summary>
/// <remarks>
/// It creates a handler when the host starts, and again with a back-off after a handler could not be created. Until one can be created, the
/// worker claims nothing, so that a missing dependency costs no task an attempt.
/// </remarks>
internal sealed class HandlerCheck : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly IServiceProvider services;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource ending = new();
    private readonly CancellationToken ended;

    public HandlerCheck(IServiceProvider services, TimeProvider time, ILogger logger)
    {
        (this.services, this.time, this.logger) = (services, time, logger);
        ended = ending.Token;
    }

    /// <summary>Called when a worker's handlers can be created.</summary>
    public Action<TaskWorker> Made { get; set; } = static _ => { };

    /// <summary>Starts the check of a worker, unless one is running.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="error">The error of the last attempt to create a handler; null = not tried yet.</param>
    public void Begin(TaskWorker worker, Exception? error = null)
    {
        if (worker.Health.BeginCheck())
        {
            _ = Task.Run(() => RunAsync(worker, error));
        }
    }

    public void Dispose()
    {
        ending.Cancel();
        ending.Dispose();
    }

    private async Task RunAsync(TaskWorker worker, Exception? error)
    {
        var pause = FirstPause;
        try
        {
            error ??= await TryMakeAsync(worker).ConfigureAwait(false);
            while (error is not null)
            {
                if (worker.Health.Report(error))
                {
                    HostingLog.HandlerNotMade(logger, worker.Type, error);
                }

                await Task.Delay(pause, time, ended).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                error = await TryMakeAsync(worker).ConfigureAwait(false);
            }

            worker.Health.EndCheck();
            Made(worker);
        }
        catch (OperationCanceledException)
        {
            // The host has stopped.
        }
    }

    private async Task<Exception?> TryMakeAsync(TaskWorker worker)
    {
        try
        {
            var scope = services.CreateAsyncScope();
            try
            {
                worker.MakeHandler(scope.ServiceProvider);
                return null;
            }
            finally
            {
                await DisposeAsync(worker, scope).ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            return error;
        }
    }

    // A failed disposal does not mean that a handler cannot be created.
    private async Task DisposeAsync(TaskWorker worker, AsyncServiceScope scope)
    {
        try
        {
            await scope.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            HostingLog.CheckNotDisposed(logger, worker.Type, error);
        }
    }
}
