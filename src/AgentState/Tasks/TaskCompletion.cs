namespace AgentState;

/// <summary>One of several claims to complete in one call.</summary>
public sealed record TaskCompletion
{
    /// <summary>Creates the completion.</summary>
    /// <param name="claim">The claim, from <see cref="ClaimedTask.Claim"/>.</param>
    /// <param name="result">The result of the task; null = none.</param>
    public TaskCompletion(TaskClaim claim, StateMap? result = null) => (Claim, Result) = (claim, result);

    /// <summary>The claim.</summary>
    public TaskClaim Claim { get; }

    /// <summary>The result of the task; null = none.</summary>
    public StateMap? Result { get; }
}
