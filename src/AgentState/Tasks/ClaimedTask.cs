namespace AgentState;

/// <summary>A task that was claimed: what is to be done, and the handle that ends it.</summary>
/// <param name="Task">The task as the claim made it: processing, its attempt counted.</param>
/// <param name="Claim">Ends the task: pass it to complete or fail.</param>
public sealed record ClaimedTask(AgentTask Task, TaskClaim Claim);
