using AgentState.Internal.Tasks.Claiming;
using AgentState.Internal.Tasks.Completing;
using AgentState.Internal.Tasks.Renewing;

namespace AgentState.Internal.Tasks.Queueing;

/// <summary>Makes the changes of a claimed task's handle in the database.</summary>
internal sealed class ClaimActions(CompletionFactory completions, ClaimSteps steps) : IClaimActions
{
    /// <summary>Makes the handle of a claim.</summary>
    public ClaimedTask HandleOf(WonClaim won) => new(won.Task, won.Claim, this);

    public async Task CompleteAsync(TaskClaim claim, StateMap? result, CancellationToken cancellationToken)
    {
        try
        {
            TaskArguments.CheckResult(result);
            await completions.WriteAsync(completions.Complete(claim, result), cancellationToken).ConfigureAwait(false);
        }
        catch (StateLimitException)
        {
            // A task whose result is too large fails permanently. Otherwise its work would be repeated with the same result.
            await FailAsync(claim, new TaskFailure(AgentTaskErrors.ResultTooLarge), cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    public Task FailAsync(TaskClaim claim, TaskFailure failure, CancellationToken cancellationToken) =>
        completions.FailAsync(claim, failure, cancellationToken);

    public Task ReleaseAsync(TaskClaim claim, CancellationToken cancellationToken) =>
        completions.WriteAsync(completions.Release(claim), cancellationToken);

    public Task WaitForInputAsync(TaskClaim claim, TimeSpan? deadline, CancellationToken cancellationToken) =>
        completions.WriteAsync(completions.Wait(claim, deadline), cancellationToken);

    public Task<RenewedLease> RenewAsync(TaskClaim claim, CancellationToken cancellationToken) =>
        steps.RenewAsync(claim, cancellationToken);

    public Task<TaskClaim> ReportProgressAsync(TaskClaim claim, StateMap progress, CancellationToken cancellationToken) =>
        steps.ReportProgressAsync(claim, progress, cancellationToken);

    public Task<TaskClaim> SaveCheckpointAsync(TaskClaim claim, StateMap checkpoint, CancellationToken cancellationToken) =>
        steps.SaveCheckpointAsync(claim, checkpoint, cancellationToken);

    public Task<TaskClaim> AddUsageAsync(TaskClaim claim, TaskUsage usage, CancellationToken cancellationToken) =>
        steps.AddUsageAsync(claim, usage, cancellationToken);
}
