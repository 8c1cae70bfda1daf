using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Lets an agent's status follow what its workers do: running while any of its tasks is worked on, idle otherwise. It is told seldom enough not to cost more than the work:
/// what comes and goes in between is not told.
/// </summary>
internal sealed class WorkerStatus(HostedAgent agent, IReadOnlyList<TypeQueue> workers, IAgentRegistry registry, TimeProvider time, ILogger logger)
{
    // The least time between two writes.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private AgentStatus told = AgentStatus.Idle;
    private long? toldAt;
    private bool isTelling;

    /// <summary>Looks at the workers, and tells what has changed. Not to be called by two threads at a time.</summary>
    public void Look()
    {
        var status = workers.Any(worker => worker.RunningCount > 0) ? AgentStatus.Running : AgentStatus.Idle;
        if (status != told && !isTelling && agent.TellsStatus && agent.Instance is { IsCompletedSuccessfully: true, Result.Loss: null or AgentInstanceLoss.HeartbeatLost } &&
            (toldAt is not { } at || time.GetElapsedTime(at) >= Pause))
        {
            isTelling = true;
            (told, toldAt) = (status, time.GetTimestamp());
            _ = TellAsync(status);
        }
    }

    private async Task TellAsync(AgentStatus status)
    {
        try
        {
            await registry.SetStatusAsync(agent.AgentId, status).ConfigureAwait(false);
        }
        catch (Exception error) when (error is AgentStateException or ObjectDisposedException)
        {
            // The next change is told again; the work does not wait for it.
            HostingLog.StatusUntold(logger, agent.AgentId, status.ToString(), error);
        }
        finally
        {
            isTelling = false;
        }
    }
}
