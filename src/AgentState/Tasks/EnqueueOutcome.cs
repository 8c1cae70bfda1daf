namespace AgentState;

/// <summary>What became of one task of a list that was enqueued.</summary>
/// <param name="TaskId">The task's id. It is known even where nobody knows whether the task is there: get it to find out.</param>
/// <param name="IsCreated">
/// True where the call added the task; false where one of its key was there, or something failed. Where a reply was lost, and all tasks that it was about have keys and are
/// there, they count as added: who added them cannot be told.
/// </param>
/// <param name="Error">
/// Null where the task is there. An <see cref="IdempotencyMismatchException"/> where another one has its key; what kept the database from answering; or an
/// <see cref="OperationCanceledException"/>.
/// </param>
public sealed record EnqueueOutcome(string TaskId, bool IsCreated, Exception? Error = null);
