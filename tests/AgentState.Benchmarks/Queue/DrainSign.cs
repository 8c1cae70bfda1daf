using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace AgentState.Benchmarks;

/// <summary>Records when a stopping host has drained: after its workers drain, and before its agents deregister.</summary>
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
