namespace AgentState;

/// <summary>A queue of tasks for agents, stored in the collection <c>tasks</c>.</summary>
/// <remarks>
/// <para>Outcomes are exactly once: one claim at a time holds a task, and only that claim can complete it.
/// Side effects of a handler are at least once, because another attempt can repeat them. To make them idempotent, key them by the task id
/// and the name of the step. Do not use the attempt number as a key: it differs for each repetition.</para>
/// <para>Every method throws <see cref="StateUnavailableException"/> if the database does not respond, and
/// <see cref="OperationCanceledException"/> if its token is cancelled. If the database refuses a call, it throws
/// <see cref="StatePermissionException"/>, <see cref="StateQuotaExceededException"/> or <see cref="DatabaseNotFoundException"/>.</para>
/// </remarks>
/// <example>
/// <code>
/// await queue.EnqueueAsync(new NewTask { Type = "github", CreatedBy = "telegram-agent", Payload = payload });
/// if (await queue.ClaimAsync("github", "github-agent") is { } claimed)
/// {
///     await claimed.CompleteAsync(StateMap.FromJson("""{ "approved": true }"""));
/// }
/// </code>
/// </example>
public interface ITaskQueue
{
    /// <summary>Adds a task, or returns the existing task with the same <see cref="NewTask.IdempotencyKey"/>.</summary>
    /// <remarks>
    /// The task can be claimed at once, or later if <see cref="NewTask.RunAt"/> or <see cref="NewTask.Delay"/> is set. One call and one
    /// billed write. If a task with the key exists: two calls and one billed read.
    /// </remarks>
    /// <param name="task">The task to add.</param>
    /// <param name="cancellationToken">Stops waiting. The task may still be added.</param>
    /// <returns>
    /// The stored task, with its id. An existing task is returned in its current state: it may be processing, or already final.
    /// </returns>
    /// <exception cref="ArgumentException">A field is missing or out of range; nothing was sent.</exception>
    /// <exception cref="IdempotencyMismatchException">
    /// A task with this type and key exists, with another payload; nothing was written.
    /// </exception>
    /// <exception cref="StateLimitException">The task would be larger than 1 MiB less 16 KiB; nothing was sent.</exception>
    /// <exception cref="StateConflictException">
    /// The task with this key was created and deleted while this call tried to add it. Safe to call again.
    /// </exception>
    /// <exception cref="StateUnavailableException">
    /// The database did not respond. Calling again is safe with an idempotency key; without one, it may add a second task.
    /// </exception>
    Task<AgentTask> EnqueueAsync(NewTask task, CancellationToken cancellationToken = default);

    /// <summary>Adds many tasks, in batches of up to 500 tasks or just under 4 MiB, one batch after the other.</summary>
    /// <remarks>
    /// <para>Each added task is one billed write. The list keeps its order: among tasks of equal priority, the first in the list is claimed
    /// first. Tasks with an <see cref="NewTask.IdempotencyKey"/> are the exception: within a batch, they are ordered by the ids that are
    /// derived from their keys.</para>
    /// <para>Entries with the same type and key are one task. If their payloads are equal, they share one outcome; otherwise the later
    /// entry has an <see cref="IdempotencyMismatchException"/>.</para>
    /// <para>All tasks are validated before the first batch is sent. After that, the call does not throw for a task that fails: check
    /// <see cref="EnqueueOutcome.Error"/> of each outcome. If a batch fails or the token is cancelled, the batches after it are not
    /// sent.</para>
    /// </remarks>
    /// <param name="tasks">The tasks to add. An empty list makes no call.</param>
    /// <param name="cancellationToken">Stops the remaining batches. Tasks of the current batch may still be added.</param>
    /// <returns>One outcome for each task, in the order of the list.</returns>
    /// <exception cref="ArgumentException">A task is null, or a field is not valid; the message has the index.</exception>
    /// <exception cref="StateLimitException">
    /// A task would be larger than 1 MiB less 16 KiB; the message has the index. Nothing was sent.
    /// </exception>
    /// <exception cref="StateUnavailableException">
    /// The server time could not be read, which a task with a <see cref="NewTask.Delay"/> needs. Nothing was sent.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before anything was sent.</exception>
    Task<IReadOnlyList<EnqueueOutcome>> EnqueueManyAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken = default);

    /// <summary>Reads one task. One call, one billed read.</summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The task, or null if it does not exist.</returns>
    /// <exception cref="ArgumentException"><paramref name="taskId"/> is not a valid document id.</exception>
    /// <exception cref="StateDataException">The stored document is not a readable task.</exception>
    Task<AgentTask?> GetAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>Watches one task: returns its current state, then each new state.</summary>
    /// <remarks>
    /// A slow reader or a broken connection may skip states in between, but never the latest one. The watch reconnects after every
    /// interruption. Each state is one billed read; each renewal of the lease is a new state.
    /// </remarks>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Ends the watch with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The task, or null while it does not exist. The sequence ends only by its token or an error.</returns>
    /// <exception cref="ArgumentException"><paramref name="taskId"/> is not a valid document id.</exception>
    /// <exception cref="StateDataException">The stored document is not a readable task.</exception>
    IAsyncEnumerable<AgentTask?> WatchAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>Waits until a task is done, failed or cancelled, and returns it.</summary>
    /// <remarks>
    /// There is no time limit. A task that is already final is returned at once, for one billed read. Otherwise a listener watches it: one
    /// billed read for each state, and no polling. All waits for one task in a process share one listener. The wait reconnects after every
    /// interruption.
    /// </remarks>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Stops waiting. The task is not changed.</param>
    /// <returns>
    /// The final task, with <see cref="AgentTask.Result"/> or <see cref="AgentTask.Error"/>. If the task is requeued during the wait, the
    /// call returns the earlier outcome or the next one.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="taskId"/> is not a valid document id.</exception>
    /// <exception cref="StateNotFoundException">The task does not exist, or was deleted during the wait.</exception>
    /// <exception cref="StateDataException">The stored document is not a readable task.</exception>
    /// <exception cref="StateUnavailableException">The database did not respond to the first read. Safe to call again.</exception>
    Task<AgentTask> WaitForResultAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>Claims the first pending task of a type: highest priority first, then the oldest, then by id.</summary>
    /// <remarks>
    /// <para>With several claimers, only tasks that are claimed at about the same time may swap places.</para>
    /// <para>Without competing claims, it makes two calls: a query and a commit. If the cached state of the agent
    /// (<see cref="AgentOptions.DesiredStateMaxAge"/>) or of the type (<see cref="TaskOptions.PauseMaxAge"/>) is too old, one more call
    /// refreshes both, for one billed read each.</para>
    /// </remarks>
    /// <param name="type">The task type.</param>
    /// <param name="agentId">The agent that will work on the task.</param>
    /// <param name="cancellationToken">
    /// Stops waiting. A claim that has been sent is still awaited; if it succeeds, the task is released, and the attempt does not count.
    /// </param>
    /// <returns>
    /// <para>The claimed task, held for <see cref="TaskOptions.LeaseDuration"/>.</para>
    /// <para>Null if no task could be claimed at one moment during the call, or if the type is paused or at its limit
    /// (<see cref="ITaskAdministration.SetConcurrencyLimitAsync"/>). Also null if the desired state of the agent is paused or stopped
    /// (<see cref="IAgentRegistry.SetDesiredStateAsync"/>).</para>
    /// </returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="type"/> is not a valid type name, or <paramref name="agentId"/> is not a valid document id.
    /// </exception>
    /// <exception cref="StateUnavailableException">
    /// The database did not respond. Safe to call again: if the claim was stored, the task is claimable again after the lease expires.
    /// </exception>
    // RS0026: the overloads differ in their first parameter, which has no default, so that no call is ambiguous.
#pragma warning disable RS0026
    Task<ClaimedTask?> ClaimAsync(string type, string agentId, CancellationToken cancellationToken = default);

    /// <summary>Claims the first pending task of one of several types, in round-robin order of the types.</summary>
    /// <remarks>
    /// Each call starts with the next type in turn, so that a flooded type does not starve the others. It then tries each of the other
    /// types until one has a task. Priorities are compared only within a type. Each type without a task costs one more call and one more
    /// billed read than a claim of a single type.
    /// </remarks>
    /// <param name="types">The task types, at least one. Their order does not matter.</param>
    /// <param name="agentId">The agent that will work on the task.</param>
    /// <param name="cancellationToken">
    /// Stops waiting. A claim that has been sent is still awaited; if it succeeds, the task is released, and the attempt does not count.
    /// </param>
    /// <returns>
    /// <para>The claimed task, held for <see cref="TaskOptions.LeaseDuration"/>.</para>
    /// <para>Null if every type, at one moment during the call, had no task that could be claimed, was paused or was at its limit. Also
    /// null if the desired state of the agent is paused or stopped.</para>
    /// </returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="types"/> is empty or has a name that is not valid, or <paramref name="agentId"/> is not a valid document id.
    /// </exception>
    /// <exception cref="StateUnavailableException">
    /// The database did not respond. Safe to call again: if the claim was stored, the task is claimable again after the lease expires.
    /// </exception>
    Task<ClaimedTask?> ClaimAsync(IReadOnlyList<string> types, string agentId, CancellationToken cancellationToken = default);
#pragma warning restore RS0026

    /// <summary>Claims several pending tasks of a type, in their order. Each task is won or lost separately.</summary>
    /// <remarks>
    /// <para>Two calls for any number of tasks: a query that reads <paramref name="count"/> tasks, and a batch of claims. For a type with a
    /// limit, each task is claimed by its own commit; the commits run in parallel.</para>
    /// <para>With a <paramref name="count"/> of 16 or more, a process that loses claims to other processes reads further ahead and starts
    /// at another position. Then it loses fewer claims, reads more tasks, and keeps the order only within the tasks it has read.</para>
    /// </remarks>
    /// <param name="type">The task type.</param>
    /// <param name="agentId">The agent that will work on the tasks.</param>
    /// <param name="count">
    /// The maximum number of tasks, 1 to 500. All leases start now: claim only what you can start soon, or renew the leases.
    /// </param>
    /// <param name="cancellationToken">
    /// Stops waiting. Claims that have been sent are still awaited; those that succeed are released, and their attempts do not count.
    /// </param>
    /// <returns>
    /// <para>The claimed tasks. There are fewer than <paramref name="count"/> if other claimers were faster, if there are no more tasks, or
    /// if the type is at its limit.</para>
    /// <para>Empty if, at one moment during the call, no task was pending or no slot was free. Also empty if the type is paused, or the
    /// desired state of the agent is paused or stopped.</para>
    /// </returns>
    /// <exception cref="ArgumentException">The type, the agent's id or the count is not valid.</exception>
    /// <exception cref="StateUnavailableException">
    /// The database did not respond. Safe to call again: tasks whose claims were stored are claimable again after their leases expire.
    /// </exception>
    Task<IReadOnlyList<ClaimedTask>> ClaimManyAsync(string type, string agentId, int count, CancellationToken cancellationToken = default);

    /// <summary>Makes the handle of a claimed task from its claim, in this or another process. No call, no read.</summary>
    /// <remarks>The claim is not checked: the first call of the handle throws if the claim no longer holds the task.</remarks>
    /// <param name="claim">The claim, from <see cref="ClaimedTask.Claim"/>.</param>
    /// <returns>The handle. Its <see cref="ClaimedTask.Task"/> is available only if this process made the claim.</returns>
    /// <exception cref="ArgumentException">The claim is not valid.</exception>
    ClaimedTask Attach(TaskClaim claim);

    /// <summary>Completes a claimed task with a claim from elsewhere, as <see cref="ClaimedTask.CompleteAsync"/> does.</summary>
    /// <remarks>One call, one billed write. It throws the same exceptions as the method of the handle.</remarks>
    /// <param name="claim">The claim, from <see cref="ClaimedTask.Claim"/>.</param>
    /// <param name="result">The result of the task; null = none.</param>
    /// <param name="cancellationToken">Stops waiting. The completion may still take effect.</param>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written.</exception>
    Task CompleteAsync(TaskClaim claim, StateMap? result = null, CancellationToken cancellationToken = default);

    /// <summary>Fails a claimed task with a claim from elsewhere, as <see cref="ClaimedTask.FailAsync"/> does.</summary>
    /// <remarks>One call, one billed write. It throws the same exceptions as the method of the handle.</remarks>
    /// <param name="claim">The claim, from <see cref="ClaimedTask.Claim"/>.</param>
    /// <param name="failure">The reason, and whether to retry.</param>
    /// <param name="cancellationToken">Stops waiting. The failure may still take effect.</param>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written.</exception>
    Task FailAsync(TaskClaim claim, TaskFailure failure, CancellationToken cancellationToken = default);

    /// <summary>Completes several claimed tasks in as few calls as possible. One billed write for each task.</summary>
    /// <remarks>Each task is completed separately: a failure of one does not affect the others.</remarks>
    /// <param name="completions">The claims and the results of their tasks.</param>
    /// <param name="cancellationToken">Stops waiting. Completions may still take effect. Safe to call again.</param>
    /// <returns>
    /// One outcome for each completion, in the same order. A task whose result does not fit fails permanently (<c>result_too_large</c>),
    /// and its outcome has the error.
    /// </returns>
    /// <exception cref="ArgumentException">A claim or a result is not valid; nothing was sent.</exception>
    Task<IReadOnlyList<CompletionOutcome>> CompleteManyAsync(
        IReadOnlyList<TaskCompletion> completions, CancellationToken cancellationToken = default);

    /// <summary>Fails several claimed tasks in as few calls as possible, each separately, as <see cref="FailAsync"/> does.</summary>
    /// <param name="failings">The claims and the reasons of their failures.</param>
    /// <param name="cancellationToken">Stops waiting. Failures may still take effect. Safe to call again.</param>
    /// <returns>One outcome for each failure, in the same order.</returns>
    /// <exception cref="ArgumentException">A claim is not valid, or a failure is missing; nothing was sent.</exception>
    Task<IReadOnlyList<CompletionOutcome>> FailManyAsync(IReadOnlyList<FailedTask> failings, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists tasks, newest first, then by id in descending order. One call for each page, one billed read for each document.
    /// </summary>
    /// <remarks>
    /// Without a filter, it lists all tasks in the order of their ids. With a filter, documents without <c>createdAt</c> are not found.
    /// Documents that are not readable tasks are listed in <see cref="Page{T}.Unreadable"/>.
    /// </remarks>
    /// <param name="filter">Selects the tasks; null = all tasks.</param>
    /// <param name="page">The page size and position; null = the first 50 tasks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The continuation token is not valid, or belongs to another filter.</exception>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    Task<Page<AgentTask>> ListAsync(TaskFilter? filter = null, PageRequest? page = null, CancellationToken cancellationToken = default);

    /// <summary>Counts on the server the documents that <see cref="ListAsync"/> would find, including unreadable ones.</summary>
    /// <remarks>One call, and one billed read for each 1,000 documents.</remarks>
    /// <param name="filter">Selects the tasks; null = all tasks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    Task<long> CountAsync(TaskFilter? filter = null, CancellationToken cancellationToken = default);
}
