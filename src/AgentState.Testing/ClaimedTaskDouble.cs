using AgentState.Internal.Data.Checks;
using AgentState.Internal.Documents;
using AgentState.Internal.Tasks;
using AgentState.Internal.Tasks.Stored;
using AgentState.Internal.Tasks.Transitions;

namespace AgentState;

/// <summary>Makes a <see cref="ClaimedTask"/> without a database, and shows what the tested code did with it. Thread-safe.</summary>
/// <remarks>
/// It applies the same transitions as the queue, to one task in memory. Results of any size are accepted, and failure messages are stored
/// as given: the queue redacts and truncates them.
/// </remarks>
/// <example>
/// <code>
/// var claim = new ClaimedTaskDouble(new AgentTask { Id = "42", Type = "github" });
/// await code.ReviewAsync(claim.Claimed);
/// Assert.Equal(AgentTaskStatus.Done, claim.Task.Status);
/// </code>
/// </example>
public sealed class ClaimedTaskDouble
{
    private static readonly TaskOptions Options = new();

    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private AgentTask current;

    /// <summary>Claims a task.</summary>
    /// <param name="task">The task before the claim; its status does not matter.</param>
    /// <param name="agentId">The agent that claims the task.</param>
    /// <param name="time">The clock of leases and retries; null = the system clock.</param>
    /// <exception cref="ArgumentException">The task's id or the agent's id is not a valid document id.</exception>
    public ClaimedTaskDouble(AgentTask task, string agentId = "test-agent", TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        Arguments.CheckId(task.Id, nameof(task));
        Arguments.CheckId(agentId);

        this.time = time ?? TimeProvider.System;
        var claim = new TaskClaim { TaskId = task.Id, AgentId = agentId, Token = ClaimTokens.New(agentId) };
        current = TaskTransitions.Claim(task, claim, Now + Options.LeaseDuration);
        Claimed = new ClaimedTask(current, claim, new Actions(this));
    }

    /// <summary>The handle to pass to the tested code.</summary>
    public ClaimedTask Claimed { get; }

    /// <summary>The task as a database would have stored it by now.</summary>
    public AgentTask Task
    {
        get
        {
            lock (gate)
            {
                return current;
            }
        }
    }

    private DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Requests the cancellation of the task: the next renewal reports it.</summary>
    public void RequestCancel() => Change(task => TaskTransitions.Cancel(task, Now, expiresAt: null, DocumentIds.New()));

    /// <summary>Ends the lease: later calls of the handle throw <see cref="LeaseLostException"/>.</summary>
    /// <remarks>Does nothing if the task is no longer processing.</remarks>
    public void LoseLease() => Change(static task => task.Status is AgentTaskStatus.Processing
        ? task with { Status = AgentTaskStatus.Pending, ClaimToken = null, LeaseExpiresAt = null }
        : task);

    private AgentTask Change(Func<AgentTask, AgentTask> decide)
    {
        lock (gate)
        {
            return current = decide(current);
        }
    }

    private sealed class Actions(ClaimedTaskDouble owner) : IClaimActions
    {
        public Task CompleteAsync(TaskClaim claim, StateMap? result, CancellationToken cancellationToken) =>
            ChangeAsync(task => TaskTransitions.Complete(task, claim, result, expiresAt: null), cancellationToken);

        public Task FailAsync(TaskClaim claim, TaskFailure failure, CancellationToken cancellationToken)
        {
            var retryAt = failure.Retryable ? owner.Now + (failure.RetryAfter ?? Options.RetryDelay) : (DateTimeOffset?)null;
            var attempt = new FailedAttempt(failure.Message, owner.Now, retryAt, ExpiresAt: null);
            return ChangeAsync(task => TaskTransitions.Fail(task, claim, attempt), cancellationToken);
        }

        public Task ReleaseAsync(TaskClaim claim, CancellationToken cancellationToken) =>
            ChangeAsync(task => TaskTransitions.Release(task, claim, expiresAt: null), cancellationToken);

        public Task WaitForInputAsync(TaskClaim claim, TimeSpan? deadline, CancellationToken cancellationToken) =>
            ChangeAsync(task => TaskTransitions.Wait(task, claim, owner.Now + deadline, expiresAt: null), cancellationToken);

        public async Task<RenewedLease> RenewAsync(TaskClaim claim, CancellationToken cancellationToken)
        {
            var renewed = await ChangeAsync(
                task => TaskTransitions.Renew(task, claim, owner.Now + Options.LeaseDuration), cancellationToken).ConfigureAwait(false);
            return new RenewedLease(claim, renewed.LeaseExpiresAt!.Value, renewed.CancelRequestedAt);
        }

        public Task<TaskClaim> ReportProgressAsync(TaskClaim claim, StateMap progress, CancellationToken cancellationToken) =>
            UpdateAsync(claim, ClaimUpdate.None with { Progress = progress }, cancellationToken);

        public Task<TaskClaim> SaveCheckpointAsync(TaskClaim claim, StateMap checkpoint, CancellationToken cancellationToken) =>
            UpdateAsync(claim, ClaimUpdate.None with { Checkpoint = checkpoint }, cancellationToken);

        public Task<TaskClaim> AddUsageAsync(TaskClaim claim, TaskUsage usage, CancellationToken cancellationToken) =>
            UpdateAsync(claim, ClaimUpdate.Of(usage), cancellationToken);

        private async Task<TaskClaim> UpdateAsync(TaskClaim claim, ClaimUpdate update, CancellationToken cancellationToken)
        {
            await ChangeAsync(task => TaskTransitions.Update(task, claim, update, DocumentIds.New()), cancellationToken)
                .ConfigureAwait(false);
            return claim;
        }

        private async Task<AgentTask> ChangeAsync(Func<AgentTask, AgentTask> decide, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // A call to a database is asynchronous, too.
            await System.Threading.Tasks.Task.Yield();
            return owner.Change(decide);
        }
    }
}
