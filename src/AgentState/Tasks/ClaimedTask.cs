namespace AgentState;

/// <summary>A claimed task, with the claim that completes it.</summary>
/// <param name="Task">The task after the claim: its status is processing, and its attempt is counted.</param>
/// <param name="Claim">The claim; pass it to <see cref="ITaskQueue.CompleteAsync"/> or <see cref="ITaskQueue.FailAsync"/>.</param>
public sealed record ClaimedTask(AgentTask Task, TaskClaim Claim);
