using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Lets an agent's status follow what its workers do: running while any instance works on a task, idle otherwise. A task that comes and
/// goes within a second may not be seen.
/// </summary>
internal sealed class WorkerStatus(HostedAgent agent, Func<bool> isBusy, SharedStatus status, TimeProvider time, ILogger logger)
{
    private AgentInstance? instance;
    private StatusPlan? plan;
    private volatile bool isWriting;

    /// <summary>Looks at the workers, and writes what has changed. Not to be called by two threads at a time.</summary>
    public void Look()
    {
        if (isWriting || !agent.TellsStatus ||
            agent.Instance is not { IsCompletedSuccessfully: true, Result: { Loss: null or AgentInstanceLoss.HeartbeatLost } current })
        {
            return;
        }

        if (plan is null || instance != current)
        {
            // The one before has taken its flag along.
            (instance, plan) = (current, new StatusPlan(time, current.HeartbeatInterval));
        }

        if (plan.Next(isBusy(), agent.Current) is var step and not StatusStep.None)
        {
            isWriting = true;
            _ = WriteAsync(step, current, plan);
        }
    }

    private async Task WriteAsync(StatusStep step, AgentInstance current, StatusPlan learning)
    {
        try
        {
            if (step is StatusStep.Running)
            {
                learning.LearnRunning(await status.SetRunningAsync(current, CancellationToken.None).ConfigureAwait(false));
            }
            else
            {
                learning.LearnIdle(await status.TrySetIdleAsync(current, CancellationToken.None).ConfigureAwait(false));
            }
        }
        catch (Exception error)
        {
            // The work does not wait for it.
            learning.LearnFailure();
            HostingLog.StatusUntold(logger, agent.AgentId, step.ToString(), error);
        }
        finally
        {
            isWriting = false;
        }
    }
}
