namespace AgentState;

/// <summary>One of several claims to fail in one call.</summary>
public sealed record FailedTask
{
    /// <summary>Creates the failure of a claim.</summary>
    /// <param name="claim">The claim, from <see cref="ClaimedTask.Claim"/>.</param>
    /// <param name="failure">The reason, and whether to retry.</param>
    public FailedTask(TaskClaim claim, TaskFailure failure) => (Claim, Failure) = (claim, failure);

    /// <summary>The claim.</summary>
    public TaskClaim Claim { get; }

    /// <summary>The reason, and whether to retry.</summary>
    public TaskFailure Failure { get; }
}
