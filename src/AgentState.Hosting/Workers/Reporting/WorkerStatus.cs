using AgentState.Internal.Agents.Instances;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting.Workers.Reporting;

/// <summary>Updates an agent's status from the work of its workers: running while any instance works on a task, otherwise idle.</summary>
/// <remarks>A task that starts and ends within a second may not be seen.</remarks>
internal sealed class WorkerStatus(HostedAgent agent, Func<bool> isBusy, SharedStatus status, TimeProvider time, ILogger logger)
{
    private AgentInstance? instance;
    private StatusPlan? plan;
    private volatile bool isWriting;

    /// <summary>Checks the workers, and starts a write if the status has changed. Not thread-safe.</summary>
    public void Refresh()
    {
        if (isWriting || !agent.ReportsStatus ||
            agent.Instance is not { IsCompletedSuccessfully: true, Result: { Loss: null or AgentInstanceLoss.HeartbeatLost } current })
        {
            return;
        }

        if (plan is null || instance != current)
        {
            // The busy flag of the previous instance was deleted with its document.
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
            // A failed status write does not affect the work.
            learning.LearnFailure();
            HostingLog.StatusUntold(logger, agent.AgentId, step.ToString(), error);
        }
        finally
        {
            isWriting = false;
        }
    }
}
