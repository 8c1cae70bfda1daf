namespace AgentState;

/// <summary>
/// What a worker does with each task of a type. Outcomes are exactly once; side effects are at least once: another attempt can repeat
/// them, and may run beside this one for a while. Make them idempotent by a key of the task's id and the step's name, such as
/// <c>{taskId}/comment</c>; never by the attempt number, which differs for each repetition. For a typed payload derive from <see
/// cref="TaskHandler{TPayload, TResult}"/>.
/// </summary>
public interface ITaskHandler
{
    /// <summary>
    /// Works on one task. Its result is the task's result; its exception is the failure of the attempt, to be tried again while attempts are left. Throw
    /// <see cref="TaskRejectedException"/> for what no other attempt would mend, <see cref="TaskRetryException"/> to say when to try again.
    /// </summary>
    /// <param name="context">The task, and what can be done about it meanwhile.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the work is to stop: <see cref="TaskContext.CancellationReason"/> says why. Pass it on, and let its <see
    /// cref="OperationCanceledException"/> pass. A handler that does not return within <see
    /// cref="TaskWorkerOptions.CancellationGracePeriod"/> has its attempt ended by the worker.
    /// </param>
    /// <returns>What came of the task; null = nothing to tell.</returns>
    Task<StateMap?> HandleAsync(TaskContext context, CancellationToken cancellationToken);
}
