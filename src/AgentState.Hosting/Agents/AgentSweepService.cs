using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting.Agents;

/// <summary>Marks dead agents at an interval. Any number of processes may run it.</summary>
internal sealed class AgentSweepService(
    IAgentRegistry registry, TimeSpan interval, TimeProvider time, ILogger<AgentSweepService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await SweepAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (Exception error)
            when (stoppingToken.IsCancellationRequested && error is OperationCanceledException or ObjectDisposedException)
        {
            // A host that is disposed without being stopped logs a service as failed if it ends with any exception.
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            // Jitter keeps many processes from sweeping at the same moment.
            await Task.Delay(interval * (0.75 + (Random.Shared.NextDouble() / 2)), time, stoppingToken).ConfigureAwait(false);
            try
            {
                await registry.SweepAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                HostingLog.SweepFailed(logger, error);
            }
        }
    }
}
