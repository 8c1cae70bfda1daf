namespace AgentState;

/// <summary>Runs the tasks of one type for a worker.</summary>
/// <remarks>
/// Outcomes are exactly once. Side effects are at least once: another attempt can repeat them, and may overlap with this one. Make them
/// idempotent with a key made of the task's id and the name of the step, such as <c>{taskId}/comment</c>. Do not include the attempt
/// number, which differs for each repetition. For a typed payload derive from <see cref="TaskHandler{TPayload, TResult}"/>.
/// </remarks>
public interface ITaskHandler
{
    /// <summary>Runs one attempt at a task; the return value becomes the task's result.</summary>
    /// <remarks>
    /// An exception fails the attempt, which is retried while attempts are left. Throw <see cref="TaskRejectedException"/> if a retry
    /// cannot succeed, and <see cref="TaskRetryException"/> to set the delay of the retry.
    /// </remarks>
    /// <param name="context">The task, and methods to report progress, save checkpoints and enqueue child tasks.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the handler must stop, for the reason in <see cref="TaskContext.CancellationReason"/>. Pass it on, and do not catch
    /// its <see cref="OperationCanceledException"/>. If the handler does not return within
    /// <see cref="TaskWorkerOptions.CancellationGracePeriod"/>, the worker ends the attempt.
    /// </param>
    /// <returns>The result of the task; null = no result.</returns>
    Task<StateMap?> HandleAsync(TaskContext context, CancellationToken cancellationToken);
}
