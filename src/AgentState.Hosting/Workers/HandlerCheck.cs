using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Makes a handler to see whether that can be done: when the host starts, and again with a back-off after one could not be made. Until
/// then its worker claims nothing, so that a missing dependency uses up no attempt of any task.
/// </summary>
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

    /// <summary>Called when a worker's handlers can be made.</summary>
    public Action<TypeQueue> Made { get; set; } = static _ => { };

    /// <summary>Begins to check a worker, unless that is under way.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="error">Why its handler could not be made just now; null = that was not tried yet.</param>
    public void Begin(TypeQueue worker, Exception? error = null)
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

    private async Task RunAsync(TypeQueue worker, Exception? error)
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

    private async Task<Exception?> TryMakeAsync(TypeQueue worker)
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

    // It says nothing of whether a handler can be made.
    private async Task DisposeAsync(TypeQueue worker, AsyncServiceScope scope)
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
