using AgentState;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Worker;

/// <summary>
/// In the database time does nothing by itself: somebody brings back the tasks that are due again, and those that a worker has left behind that was killed. Any number of
/// processes may; where there is nothing to do it costs two reads, so a second is for a demonstration, and half a minute for the rest.
/// </summary>
internal sealed partial class Sweeper(ITaskQueue tasks, ILogger<Sweeper> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pulse = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await pulse.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await tasks.SweepAsync(stoppingToken);
            }
            catch (AgentStateException error)
            {
                SweepFailed(logger, error);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The sweep has failed; it is tried again.")]
    private static partial void SweepFailed(ILogger logger, Exception cause);
}
