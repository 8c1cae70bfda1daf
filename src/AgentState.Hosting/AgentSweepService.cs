using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>Marks dead agents, now and then: any process may, and none has to be the one.</summary>
internal sealed class AgentSweepService(IAgentRegistry registry, TimeSpan interval, TimeProvider time, ILogger<AgentSweepService> logger) : BackgroundService
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
            // A host that was disposed without a stop logs a service that ends with any exception as failed.
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            // Apart from each other, so that many processes do not all look at the same moment.
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
