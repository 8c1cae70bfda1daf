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
/// await queue.EnqueueAsync(new NewTask
/// {
///     Type = "github",
///     CreatedBy = "telegram-agent",
///     Payload = StateMap.FromJson("""{ "pullRequest": 42 }"""),
/// });
///
/// if (await queue.ClaimAsync("github", "github-agent") is { } claimed)
/// {
///     await queue.CompleteAsync(claimed.Claim, StateMap.FromJson("""{ "approved": true }"""));
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
    /// <param name="cancellationToken">
    /// Stops the remaining batches; their outcomes say so. Tasks of the current batch may still be added.
    /// </param>
    /// <returns>One outcome for each task, in the order of the list.</returns>
    /// <exception cref="ArgumentException">
    /// A task is null, or a field is missing or out of range; the message has the index. Nothing was sent.
    /// </exception>
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
    /// (<see cref="SetConcurrencyLimitAsync"/>). Also null if the desired state of the agent is paused or stopped
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

    /// <summary>Pauses a type: its tasks are not claimed until <see cref="ResumeAsync"/> is called. One call, one billed write.</summary>
    /// <remarks>
    /// In every process that uses this library, no claim starts later than <see cref="TaskOptions.PauseMaxAge"/> (5 s) after this call
    /// returns. Other clients, which use only the ten shared fields, keep claiming. Tasks that are already claimed continue, and new tasks
    /// can be enqueued. Safe to call again.
    /// </remarks>
    /// <param name="type">The task type.</param>
    /// <param name="cancellationToken">Stops waiting. The type may still be paused.</param>
    /// <exception cref="ArgumentException"><paramref name="type"/> is not a valid type name.</exception>
    Task PauseAsync(string type, CancellationToken cancellationToken = default);

    /// <summary>Resumes a paused type, so that its tasks are claimed again. One call, one billed write.</summary>
    /// <remarks>
    /// This process claims again at once; the others at most <see cref="TaskOptions.PauseMaxAge"/> (5 s) after this call returns. Safe to
    /// call again, and for a type that was never paused.
    /// </remarks>
    /// <param name="type">The task type.</param>
    /// <param name="cancellationToken">Stops waiting. The type may still be resumed.</param>
    /// <exception cref="ArgumentException"><paramref name="type"/> is not a valid type name.</exception>
    Task ResumeAsync(string type, CancellationToken cancellationToken = default);

    /// <summary>Reads whether a type is paused now. One call, one billed read.</summary>
    /// <param name="type">The task type.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException"><paramref name="type"/> is not a valid type name.</exception>
    Task<bool> IsPausedAsync(string type, CancellationToken cancellationToken = default);

    /// <summary>
    /// Limits how many tasks of a type are processed at a time, over all processes that use this library. One call, one billed write.
    /// </summary>
    /// <remarks>
    /// <para>A claim takes a slot together with its task, in one commit; if all slots are taken, the claim returns null. A slot is free as
    /// soon as its claim no longer holds the task, whatever the reason: completed, failed, released, waiting, swept after a crash, or
    /// changed by another client.</para>
    /// <para>The limit applies to claims that start later than <see cref="TaskOptions.PauseMaxAge"/> (5 s) after this call returns. Tasks
    /// that are already being processed then, and tasks that other clients claim, take no slot and do not count. If the limit is lowered,
    /// running tasks continue; the new limit holds when they have ended.</para>
    /// <para>Each claim of a limited type costs one more write. Unless this process has freed a slot, a claim also reads each slot, and up
    /// to as many documents again if no slot is unused. <see cref="ClaimManyAsync"/> reads the slots once for all its claims, which run in
    /// parallel.</para>
    /// <para>Safe to call again.</para>
    /// </remarks>
    /// <param name="type">The task type.</param>
    /// <param name="limit">1 to 1,000; null = no limit.</param>
    /// <param name="cancellationToken">Stops waiting. The limit may still be set.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="type"/> is not a valid type name, or <paramref name="limit"/> is out of range.
    /// </exception>
    Task SetConcurrencyLimitAsync(string type, int? limit, CancellationToken cancellationToken = default);

    /// <summary>Reads how many tasks of a type may be processed at a time; null = no limit. One call, one billed read.</summary>
    /// <param name="type">The task type.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException"><paramref name="type"/> is not a valid type name.</exception>
    Task<int?> GetConcurrencyLimitAsync(string type, CancellationToken cancellationToken = default);

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
    /// <exception cref="ArgumentException">
    /// <paramref name="type"/>, <paramref name="agentId"/> or <paramref name="count"/> is not valid.
    /// </exception>
    /// <exception cref="StateUnavailableException">
    /// The database did not respond. Safe to call again: tasks whose claims were stored are claimable again after their leases expire.
    /// </exception>
    Task<IReadOnlyList<ClaimedTask>> ClaimManyAsync(string type, string agentId, int count, CancellationToken cancellationToken = default);

    /// <summary>Completes several claimed tasks in as few calls as possible. One billed write for each task.</summary>
    /// <remarks>Each task is completed separately: a failure of one does not affect the others.</remarks>
    /// <param name="completions">The claims and the results of their tasks.</param>
    /// <param name="cancellationToken">
    /// Stops waiting. Completions may still take effect; it is safe to call again with the same claims.
    /// </param>
    /// <returns>
    /// One outcome for each completion, in the same order. A task whose result does not fit fails permanently (<c>result_too_large</c>),
    /// and its outcome has the error.
    /// </returns>
    /// <exception cref="ArgumentException">A claim or a result is not valid; nothing was sent.</exception>
    Task<IReadOnlyList<CompletionOutcome>> CompleteManyAsync(
        IReadOnlyList<TaskCompletion> completions, CancellationToken cancellationToken = default);

    /// <summary>
    /// Fails several claimed tasks in as few calls as possible, each separately, as <see cref="FailAsync"/> does for one.
    /// </summary>
    /// <param name="failings">The claims and the reasons of their failures.</param>
    /// <param name="cancellationToken">
    /// Stops waiting. Failures may still take effect; it is safe to call again with the same claims.
    /// </param>
    /// <returns>One outcome for each failure, in the same order.</returns>
    /// <exception cref="ArgumentException">A claim is not valid, or a failure is missing; nothing was sent.</exception>
    Task<IReadOnlyList<CompletionOutcome>> FailManyAsync(IReadOnlyList<FailedTask> failings, CancellationToken cancellationToken = default);

    /// <summary>Marks a claimed task as done and ends its lease. One call, one billed write.</summary>
    /// <param name="claim">The claim that <see cref="ClaimAsync(string, string, CancellationToken)"/> returned.</param>
    /// <param name="result">The result of the task; null = none.</param>
    /// <param name="cancellationToken">Stops waiting. The completion may still take effect.</param>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written.</exception>
    /// <exception cref="TaskEndedException">This claim has already ended the task with another outcome.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateLimitException">
    /// The result does not fit in the document. The task has failed permanently (<c>result_too_large</c>).
    /// </exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not respond. Safe to call again with the same claim.</exception>
    Task CompleteAsync(TaskClaim claim, StateMap? result = null, CancellationToken cancellationToken = default);

    /// <summary>Ends the attempt at a claimed task with a failure. One call, one billed write.</summary>
    /// <remarks>
    /// If the failure is <see cref="TaskFailure.Retryable"/> and attempts are left, the task is scheduled for the next attempt, after a
    /// delay. Otherwise it fails permanently. A task with a cancel request becomes cancelled.
    /// </remarks>
    /// <param name="claim">The claim that <see cref="ClaimAsync(string, string, CancellationToken)"/> returned.</param>
    /// <param name="failure">The reason, and whether to retry.</param>
    /// <param name="cancellationToken">Stops waiting. The failure may still take effect.</param>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written.</exception>
    /// <exception cref="TaskEndedException">This claim has already ended the task with another outcome.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not respond. Safe to call again with the same claim.</exception>
    Task FailAsync(TaskClaim claim, TaskFailure failure, CancellationToken cancellationToken = default);

    /// <summary>Releases a claimed task: it is pending again, and the attempt does not count. One call, one billed write.</summary>
    /// <remarks>The task keeps its place in the queue. A task with a cancel request becomes cancelled.</remarks>
    /// <param name="claim">The claim that <see cref="ClaimAsync(string, string, CancellationToken)"/> returned.</param>
    /// <param name="cancellationToken">Stops waiting. The release may still take effect.</param>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written.</exception>
    /// <exception cref="TaskEndedException">This claim has already ended the task with another outcome.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not respond. Safe to call again with the same claim.</exception>
    Task ReleaseAsync(TaskClaim claim, CancellationToken cancellationToken = default);

    /// <summary>Renews the lease of a claimed task for <see cref="TaskOptions.LeaseDuration"/> from now on.</summary>
    /// <remarks>
    /// Renew at least twice within each lease. One call and one billed write. A claim from another process costs one more read, once.
    /// </remarks>
    /// <param name="claim">
    /// The claim that <see cref="ClaimAsync(string, string, CancellationToken)"/> or the latest update returned.
    /// </param>
    /// <param name="cancellationToken">Stops waiting. The lease may still be renewed.</param>
    /// <returns>The claim to use from now on, the new end of the lease, and whether cancellation was requested.</returns>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written. Stop work on it.</exception>
    /// <exception cref="TaskEndedException">This claim has already ended the task.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">
    /// The database did not respond; the lease may or may not be renewed. Safe to call again.
    /// </exception>
    Task<LeaseRenewal> RenewAsync(TaskClaim claim, CancellationToken cancellationToken = default);

    /// <summary>Ends the claim and lets the task wait for a reply. One call, one billed write.</summary>
    /// <remarks>
    /// No agent holds the task while it waits. The attempt counts only when the task is claimed again after the reply. If the next attempt
    /// needs data of this one, call <see cref="SaveCheckpointAsync"/> first. A task with a cancel request becomes cancelled.
    /// </remarks>
    /// <param name="claim">The claim that <see cref="ClaimAsync(string, string, CancellationToken)"/> returned.</param>
    /// <param name="deadline">
    /// The time limit for the reply, from now on, in server time: zero to 365 days. The first sweep after it fails the task
    /// (<see cref="AgentTaskErrors.InputTimeout"/>); a reply before that sweep is still accepted. Null = no deadline.
    /// </param>
    /// <param name="cancellationToken">Stops waiting. The call may still take effect.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="deadline"/> is negative, or longer than 365 days.</exception>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written.</exception>
    /// <exception cref="TaskEndedException">This claim has already ended the task with another outcome.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not respond. Safe to call again with the same claim.</exception>
    Task WaitForInputAsync(TaskClaim claim, TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Replies to a task that waits for input, so that it is pending again. Two calls: one billed read, one billed write.
    /// </summary>
    /// <remarks>The task keeps its place in the queue. The next attempt finds the reply in <see cref="AgentTask.Reply"/>.</remarks>
    /// <param name="taskId">The task's id.</param>
    /// <param name="reply">The reply for the agent.</param>
    /// <param name="cancellationToken">Stops waiting. The reply may still take effect.</param>
    /// <returns>The task in its new state.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="taskId"/> is not a valid document id, or <paramref name="reply"/> is not valid.
    /// </exception>
    /// <exception cref="StateLimitException">The reply does not fit in the task's document; the task still waits.</exception>
    /// <exception cref="TaskStatusException">
    /// The task does not wait for input: it has a reply already, or it failed after its deadline.
    /// </exception>
    /// <exception cref="StateNotFoundException">The task does not exist.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">
    /// The database did not respond. Safe to call again; a <see cref="TaskStatusException"/> may then mean that the first call took effect.
    /// </exception>
    Task<AgentTask> ReplyAsync(string taskId, StateMap reply, CancellationToken cancellationToken = default);

    /// <summary>
    /// Cancels a task, or requests its cancellation if an agent is working on it. Two calls: one billed read, one billed write.
    /// </summary>
    /// <remarks>
    /// <para>A pending, scheduled or waiting task becomes cancelled at once. A task that is final stays as it is, without a write.</para>
    /// <para>A worker in this process receives the request at once. A worker in another process receives it within about two seconds if its
    /// attempt is older than that. Any other claimer receives it with the next renewal of the lease.</para>
    /// <para>After the request, a failure, a crash or a release makes the task cancelled; only a completion still counts.</para>
    /// </remarks>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Stops waiting. The task may still be cancelled.</param>
    /// <returns>The task in its new state: check <see cref="AgentTask.Status"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="taskId"/> is not a valid document id.</exception>
    /// <exception cref="StateNotFoundException">The task does not exist.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not respond. Safe to call again.</exception>
    Task<AgentTask> CancelAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Requeues a failed or cancelled task: it is pending again, with all its attempts. Two calls: one billed read, one billed write.
    /// </summary>
    /// <remarks>The task keeps its place in the queue, its <see cref="AgentTask.Errors"/>, progress, checkpoint and usage.</remarks>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Stops waiting. The task may still be requeued.</param>
    /// <returns>The task in its new state.</returns>
    /// <exception cref="ArgumentException"><paramref name="taskId"/> is not a valid document id.</exception>
    /// <exception cref="TaskStatusException">The task is neither failed nor cancelled.</exception>
    /// <exception cref="StateNotFoundException">The task does not exist.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">
    /// The database did not respond. Safe to call again; a <see cref="TaskStatusException"/> may then mean that the first call took effect.
    /// </exception>
    Task<AgentTask> RequeueAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>Stores the progress of a claimed task, in place of the earlier progress. Does not renew the lease.</summary>
    /// <remarks>One call and one billed write. A claim from another process costs one more read, once.</remarks>
    /// <param name="claim">
    /// The claim that <see cref="ClaimAsync(string, string, CancellationToken)"/> or the latest update returned.
    /// </param>
    /// <param name="progress">The progress, for people and for the next attempt.</param>
    /// <param name="cancellationToken">Stops waiting. The progress may still be stored.</param>
    /// <returns>The claim to use from now on.</returns>
    /// <exception cref="ArgumentException">The claim or the progress is not valid.</exception>
    /// <exception cref="StateLimitException">
    /// The progress does not fit in the task's document, which keeps 16 KiB free for the completion; nothing was written.
    /// </exception>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written. Stop work on it.</exception>
    /// <exception cref="TaskEndedException">This claim has already ended the task.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not respond. Safe to call again.</exception>
    Task<TaskClaim> ReportProgressAsync(TaskClaim claim, StateMap progress, CancellationToken cancellationToken = default);

    /// <summary>Saves a checkpoint for the next attempt at a claimed task, in place of the earlier one. Does not renew the lease.</summary>
    /// <remarks>
    /// The next attempt finds it in <see cref="AgentTask.Checkpoint"/>. One call and one billed write. A claim from another process costs
    /// one more read, once.
    /// </remarks>
    /// <param name="claim">
    /// The claim that <see cref="ClaimAsync(string, string, CancellationToken)"/> or the latest update returned.
    /// </param>
    /// <param name="checkpoint">The state to resume from.</param>
    /// <param name="cancellationToken">Stops waiting. The checkpoint may still be saved.</param>
    /// <returns>The claim to use from now on.</returns>
    /// <exception cref="ArgumentException">The claim or the checkpoint is not valid.</exception>
    /// <exception cref="StateLimitException">
    /// The checkpoint does not fit in the task's document, which keeps 16 KiB free for the completion; nothing was written.
    /// </exception>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written. Stop work on it.</exception>
    /// <exception cref="TaskEndedException">This claim has already ended the task.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not respond. Safe to call again.</exception>
    Task<TaskClaim> SaveCheckpointAsync(TaskClaim claim, StateMap checkpoint, CancellationToken cancellationToken = default);

    /// <summary>Adds to the usage of a claimed task, which sums up all its attempts (<see cref="AgentTask.Usage"/>).</summary>
    /// <remarks>
    /// Each call is counted once, even if a response is lost. One call and one billed write. A claim from another process costs one more
    /// read, once.
    /// </remarks>
    /// <param name="claim">
    /// The claim that <see cref="ClaimAsync(string, string, CancellationToken)"/> or the latest update returned.
    /// </param>
    /// <param name="usage">The usage since the last call. An empty usage makes no call.</param>
    /// <param name="cancellationToken">Stops waiting. The usage may still be added.</param>
    /// <returns>The claim to use from now on.</returns>
    /// <exception cref="ArgumentException">The claim is not valid.</exception>
    /// <exception cref="StateLimitException">
    /// The usage names do not fit in the task's document, which keeps 16 KiB free for the completion; nothing was written.
    /// </exception>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written. Stop work on it.</exception>
    /// <exception cref="TaskEndedException">This claim has already ended the task.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">
    /// The database did not respond. If <see cref="StateUnavailableException.MayHaveBeenApplied"/> is true, the usage may have been added,
    /// and calling again may add it a second time.
    /// </exception>
    Task<TaskClaim> AddUsageAsync(TaskClaim claim, TaskUsage usage, CancellationToken cancellationToken = default);

    /// <summary>Sweeps the queue: updates tasks whose lease has expired, whose time has come, or whose deadline has passed.</summary>
    /// <remarks>
    /// <list type="bullet">
    /// <item><description>A task whose lease has expired is scheduled for its next attempt, after the same back-off as after a failure
    /// (<see cref="TaskOptions.RetryDelay"/>). After the last attempt it fails with <see cref="AgentTaskErrors.LeaseExpired"/>.
    /// </description></item>
    /// <item><description>A scheduled task that is due becomes pending.</description></item>
    /// <item><description>A waiting task whose deadline has passed fails with <see cref="AgentTaskErrors.InputTimeout"/>.
    /// </description></item>
    /// </list>
    /// <para>At least one process must sweep now and then; workers do. Any number of processes may sweep at the same time.</para>
    /// <para>Two calls and two billed reads if there is nothing to do; otherwise one read and one write for each task.</para>
    /// <para>Once an hour, a sweep also counts the pending tasks of each type that this process has claimed or enqueued, twice. If the
    /// counts differ, tasks of other clients lack <c>priority</c> or <c>createdAt</c>, and no claim can find them. The sweep then writes
    /// the default priority and the creation time of the document.</para>
    /// </remarks>
    /// <param name="cancellationToken">Stops between two pages. Tasks that were swept before remain swept.</param>
    /// <returns>The numbers of tasks that this call has changed.</returns>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    /// <exception cref="StateUnavailableException">The database did not respond. Safe to call again.</exception>
    Task<TaskSweep> SweepAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists tasks, newest first, then by id in descending order. One call for each page, one billed read for each document.
    /// </summary>
    /// <remarks>
    /// Documents that are not readable tasks are listed in <see cref="Page{T}.Unreadable"/>. Documents without <c>createdAt</c> are not
    /// found.
    /// </remarks>
    /// <param name="filter">Selects the tasks.</param>
    /// <param name="page">The page size and position; null = the first 50 tasks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The continuation token is not valid, or belongs to another filter.</exception>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    Task<Page<AgentTask>> ListAsync(TaskFilter filter, PageRequest? page = null, CancellationToken cancellationToken = default);

    /// <summary>Counts on the server the documents that <see cref="ListAsync"/> would find, including unreadable ones.</summary>
    /// <remarks>One call, and one billed read for each 1,000 documents.</remarks>
    /// <param name="filter">Selects the tasks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    Task<long> CountAsync(TaskFilter filter, CancellationToken cancellationToken = default);
}
