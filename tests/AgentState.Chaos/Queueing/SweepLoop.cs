using Microsoft.Extensions.Hosting;

namespace AgentState.Chaos;

/// <summary>Sweeps, as any process may.</summary>
internal sealed class SweepLoop(ITaskQueue queue) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pulse = new PeriodicTimer(ChaosTask.SweepInterval, TimeProvider.System);
        while (await pulse.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await queue.SweepAsync(stoppingToken);
            }
            catch (StateUnavailableException)
            {
                // The network is away; the next one sweeps all the same.
            }
        }
    }
}
