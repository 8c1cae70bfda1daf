using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace AgentState.Benchmarks;

/// <summary>Notes when a stopping host has no work left: workers drain before any service stops, and agents say goodbye after that.</summary>
internal sealed class DrainSign : IHostedService
{
    public long At { get; private set; }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        At = Stopwatch.GetTimestamp();
        return Task.CompletedTask;
    }
}
