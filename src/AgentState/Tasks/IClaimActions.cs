namespace AgentState.Internal.Tasks;

/// <summary>The changes that the holder of a claim can make to its task. Each update returns the claim to use from then on.</summary>
/// <remarks>The arguments are valid.</remarks>
internal interface IClaimActions
{
    Task CompleteAsync(TaskClaim claim, StateMap? result, CancellationToken cancellationToken);

    Task FailAsync(TaskClaim claim, TaskFailure failure, CancellationToken cancellationToken);

    Task ReleaseAsync(TaskClaim claim, CancellationToken cancellationToken);

    Task WaitForInputAsync(TaskClaim claim, TimeSpan? deadline, CancellationToken cancellationToken);

    Task<RenewedLease> RenewAsync(TaskClaim claim, CancellationToken cancellationToken);

    Task<TaskClaim> ReportProgressAsync(TaskClaim claim, StateMap progress, CancellationToken cancellationToken);

    Task<TaskClaim> SaveCheckpointAsync(TaskClaim claim, StateMap checkpoint, CancellationToken cancellationToken);

    Task<TaskClaim> AddUsageAsync(TaskClaim claim, TaskUsage usage, CancellationToken cancellationToken);
}
