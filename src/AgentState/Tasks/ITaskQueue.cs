namespace AgentState;

/// <summary>
/// A queue of tasks for agents, kept in the collection <c>tasks</c>. Outcomes are exactly once: a task is held by one claim at a time, and ended by
/// the claim that holds it. Side effects of a handler are at least once: another attempt can repeat them. Make them idempotent by a key of
/// the task's id and the step's name; never by the attempt number, which differs for each repetition.
/// </summary>
/// <remarks>
/// Every method throws <see cref="StateUnavailableException"/> when the database does not answer, <see cref="OperationCanceledException"/> when its token is
/// cancelled, <see cref="StatePermissionException"/>, <see cref="StateQuotaExceededException"/> and <see cref="DatabaseNotFoundException"/> when it refuses.
/// </remarks>
public interface ITaskQueue
{
    /// <summary>
    /// Adds a task, to be claimed from now on or from a later time on (<see cref="NewTask.RunAt"/>, <see cref="NewTask.Delay"/>); or finds the one that has its
    /// <see cref="NewTask.IdempotencyKey"/>. One call, one billed write; where there is one of that key two calls and one billed read.
    /// </summary>
    /// <param name="task">What to add.</param>
    /// <param name="cancellationToken">Stops waiting. The task may be there all the same.</param>
    /// <returns>The task as stored, with its id. One that was found is told as it is now: it may be worked on, or have ended.</returns>
    /// <exception cref="ArgumentException">A field is missing or out of range; nothing was sent.</exception>
    /// <exception cref="IdempotencyMismatchException">A task of this type and key is there, with another payload; nothing was written.</exception>
    /// <exception cref="StateLimitException">The task would be larger than 1 MiB less 16 KiB; nothing was sent.</exception>
    /// <exception cref="StateConflictException">The task of this key came and went while this call tried to add it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. With an idempotency key calling again is safe; without one it may add a second task.</exception>
    Task<AgentTask> EnqueueAsync(NewTask task, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds many tasks, in as few calls as they fit into (500 tasks, or 4 MiB), one after the other; each task is a billed write. They keep their order: of equal
    /// priority, the one that stands first in the list is claimed first. Those with an <see cref="NewTask.IdempotencyKey"/> have ids of their keys, so that among tasks of
    /// one call to the database their order is that of their ids. Tasks of one key are one task: where the list has it twice, the outcomes are the same, or the later one's is the mismatch.
    /// </summary>
    /// <remarks>
    /// All tasks are judged before any is sent. After that nothing throws that may befall a part of the list: what is not there says why in its own outcome, so look at each. When one
    /// call to the database fails, or the token is cancelled, what comes after it is not sent.
    /// </remarks>
    /// <param name="tasks">What to add. An empty list costs nothing.</param>
    /// <param name="cancellationToken">Stops the rest: their outcomes say so, and those under way may be there all the same.</param>
    /// <returns>What became of each task, in the order of the list.</returns>
    /// <exception cref="ArgumentException">A field of a task is missing or out of range, or a task is null; the message has its index. Nothing was sent.</exception>
    /// <exception cref="StateLimitException">A task would be larger than 1 MiB less 16 KiB; the message has its index. Nothing was sent.</exception>
    /// <exception cref="StateUnavailableException">The database did not tell its time, as the first task with a <see cref="NewTask.Delay"/> needs it. Nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before anything was sent.</exception>
    Task<IReadOnlyList<EnqueueOutcome>> EnqueueManyAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken = default);

    /// <summary>Reads one task. One call, one billed read.</summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The task, or null where there is none of that id.</returns>
    /// <exception cref="ArgumentException">The id cannot be one.</exception>
    /// <exception cref="StateDataException">The stored document cannot be read as a task.</exception>
    Task<AgentTask?> GetAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Watches one task: what it is now, then each state that differs, as it happens. States in between may be skipped where the reader is slow or the connection
    /// broke; the latest is always told. Interruptions are bridged without end. Each state is a billed read, and each renewal of a lease makes one.
    /// </summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Ends the watch, with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The task, or null while there is none of that id. It ends only by its token, or an error.</returns>
    /// <exception cref="ArgumentException">The id cannot be one.</exception>
    /// <exception cref="StateDataException">The stored document cannot be read as a task.</exception>
    IAsyncEnumerable<AgentTask?> WatchAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Waits until a task has ended, however long that takes: done, failed or cancelled. One that has ended already is told at once, for one billed read; else it is
    /// watched, which is a billed read for each of its states: nothing is asked again and again. However many wait for one task in a process, there is one
    /// listener. Interruptions are bridged without end.
    /// </summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Ends the waiting. The task is left alone.</param>
    /// <returns>The task as it ended; <see cref="AgentTask.Result"/> and <see cref="AgentTask.Error"/> say how. One that a person requeues meanwhile is waited for anew, or told as it was before.</returns>
    /// <exception cref="ArgumentException">The id cannot be one.</exception>
    /// <exception cref="StateNotFoundException">There is no task of that id, or it was deleted meanwhile.</exception>
    /// <exception cref="StateDataException">The stored document cannot be read as a task.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer the first question. Calling again is safe.</exception>
    Task<AgentTask> WaitForResultAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes the first pending task of a type: highest priority first, then the oldest, then by id. With several claimers at once,
    /// only tasks that are in flight at the same moment may change places. Two calls where nobody else claims: a query and a commit; and one more for
    /// what was last seen too long ago: the agent (<see cref="AgentOptions.WantedStateMaxAge"/>), the type (<see cref="TaskOptions.PauseMaxAge"/>), a billed read each.
    /// </summary>
    /// <param name="type">The type of task.</param>
    /// <param name="agentId">The agent that will work on it.</param>
    /// <param name="cancellationToken">
    /// Stops waiting. Once the claim is on its way it is awaited; if it succeeds after the caller has gone the task is given back, uncounted.
    /// </param>
    /// <returns>The claimed task, held for <see cref="TaskOptions.LeaseDuration"/>; or null where at one moment inside the call no task could be claimed, where
    /// the type is paused or at its limit (<see cref="SetConcurrencyLimitAsync"/>), or the agent is wanted paused or stopped (<see cref="IAgentRegistry.SetWantedStateAsync"/>).</returns>
    /// <exception cref="ArgumentException">The type or the agent id cannot be one.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Calling again is safe: a claim that was made unseen comes back when its lease runs out.</exception>
    // The overloads differ by their first parameter, which has no default: a call cannot slip from one to the other.
#pragma warning disable RS0026
    Task<ClaimedTask?> ClaimAsync(string type, string agentId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes the first pending task of one of several types, as a claim of that type does. Each call begins with the type whose turn it is and goes round
    /// until one has something, so that a type that is flooded keeps no other one waiting; priorities are compared within a type. Calls and reads as for one type, and
    /// a call more and a billed read for each type asked in vain.
    /// </summary>
    /// <param name="types">The types of task, at least one. Their order does not matter.</param>
    /// <param name="agentId">The agent that will work on it.</param>
    /// <param name="cancellationToken">Stops waiting, as for one type.</param>
    /// <returns>
    /// The claimed task, held for <see cref="TaskOptions.LeaseDuration"/>; or null where of each type at one moment inside the call no task could be claimed, or it is paused or at its limit; or
    /// where the agent is wanted paused or stopped.
    /// </returns>
    /// <exception cref="ArgumentException">There are no types, or one or the agent id cannot be one.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Calling again is safe: a claim that was made unseen comes back when its lease runs out.</exception>
    Task<ClaimedTask?> ClaimAsync(IReadOnlyList<string> types, string agentId, CancellationToken cancellationToken = default);
#pragma warning restore RS0026

    /// <summary>
    /// Pauses a type: no task of it is claimed until it is resumed. No claim begins later than <see cref="TaskOptions.PauseMaxAge"/> (5 s) after this has returned, in any
    /// process of this library; a program that knows only the shared fields goes on claiming. Tasks that are worked on go on, and new ones are enqueued. One call, one billed write. Safe to call again.
    /// </summary>
    /// <param name="type">The type of task.</param>
    /// <param name="cancellationToken">Stops waiting. The type may be paused all the same.</param>
    /// <exception cref="ArgumentException">The type cannot be one.</exception>
    Task PauseAsync(string type, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lets tasks of a type be claimed again: in each process not later than <see cref="TaskOptions.PauseMaxAge"/> (5 s) after this has returned, in this one at once. One
    /// call, one billed write. Safe to call again, and for a type that was never paused.
    /// </summary>
    /// <param name="type">The type of task.</param>
    /// <param name="cancellationToken">Stops waiting. The type may be resumed all the same.</param>
    /// <exception cref="ArgumentException">The type cannot be one.</exception>
    Task ResumeAsync(string type, CancellationToken cancellationToken = default);

    /// <summary>Whether a type is paused, as it is stored now. One call, one billed read.</summary>
    /// <param name="type">The type of task.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The type cannot be one.</exception>
    Task<bool> IsPausedAsync(string type, CancellationToken cancellationToken = default);

    /// <summary>
    /// Limits how many tasks of a type may be worked on at a time, over all processes of this library. A claim takes a slot together with its task, in one commit, and gets null
    /// where all are taken. A slot is free again from the moment on in which its claim no longer holds its task, however that came about: completed, failed, released, waiting, swept after
    /// a crash, ended by another program. One call, one billed write. Safe to call again.
    /// </summary>
    /// <remarks>
    /// A limit holds for claims that begin later than <see cref="TaskOptions.PauseMaxAge"/> (5 s) after this has returned; tasks that are worked on by then, and those that programs
    /// claim that know only the shared fields, take no slot and do not count. A lower limit lets those go on that are worked on, and is kept from the moment on when they have ended. A claim of
    /// a limited type costs one write more; and, unless the process has freed a slot of its own, a read for each slot, and up to as many again where no slot is unused. <see cref="ClaimManyAsync"/>
    /// reads the slots once for all its claims, which go side by side.
    /// </remarks>
    /// <param name="type">The type of task.</param>
    /// <param name="limit">1 to 1,000; null = as many as there are.</param>
    /// <param name="cancellationToken">Stops waiting. The limit may be set all the same.</param>
    /// <exception cref="ArgumentException">The type cannot be one, or the limit is out of range.</exception>
    Task SetConcurrencyLimitAsync(string type, int? limit, CancellationToken cancellationToken = default);

    /// <summary>How many tasks of a type may be worked on at a time, as it is stored now; null = as many as there are. One call, one billed read.</summary>
    /// <param name="type">The type of task.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The type cannot be one.</exception>
    Task<int?> GetConcurrencyLimitAsync(string type, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes several pending tasks of a type at once, in their order; each is won or lost by itself. Two calls, however many: a query that reads as many tasks as are asked
    /// for, and the claims. Where others claim at the same time it looks further ahead, and begins somewhere else: fewer are lost then, more are read, and the order is
    /// kept within what was read.
    /// </summary>
    /// <param name="type">The type of task.</param>
    /// <param name="agentId">The agent that will work on them.</param>
    /// <param name="count">How many at the most, 1 to 500. All their leases begin now: claim what you can begin soon, or renew.</param>
    /// <param name="cancellationToken">
    /// Stops waiting. Once the claims are on their way they are awaited; those that succeed after the caller has gone are given back, uncounted.
    /// </param>
    /// <returns>
    /// The claimed tasks; fewer than asked for where others were faster, there are no more, or the type is at its limit; none where at one
    /// moment inside the call no task was
    /// pending or no slot was free, or the agent is wanted paused or stopped. Of a type with a limit each task takes a commit of its own;
    /// the commits go side by side.
    /// </returns>
    /// <exception cref="ArgumentException">The type, the agent id or the count cannot be one.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Calling again is safe: claims that were made unseen come back when their leases run out.</exception>
    Task<IReadOnlyList<ClaimedTask>> ClaimManyAsync(string type, string agentId, int count, CancellationToken cancellationToken = default);

    /// <summary>
    /// Completes several claimed tasks in as few calls as they fit in, each for itself: that one fails keeps no other from being completed. One billed write each.
    /// </summary>
    /// <param name="completions">The claims, and what came of their tasks.</param>
    /// <param name="cancellationToken">Stops waiting. Completions may still take effect; calling again with the same claims is safe.</param>
    /// <returns>What became of each, in their order. A task whose result does not fit has failed for good (<c>result_too_large</c>), and its outcome says so.</returns>
    /// <exception cref="ArgumentException">A claim or a result cannot be one; nothing was sent.</exception>
    Task<IReadOnlyList<ClaimOutcome>> CompleteManyAsync(IReadOnlyList<TaskCompletion> completions, CancellationToken cancellationToken = default);

    /// <summary>Fails several claimed tasks in as few calls as they fit in, each for itself, as <see cref="FailAsync"/> does one.</summary>
    /// <param name="failings">The claims, and why their attempts failed.</param>
    /// <param name="cancellationToken">Stops waiting. Failures may still take effect; calling again with the same claims is safe.</param>
    /// <returns>What became of each, in their order.</returns>
    /// <exception cref="ArgumentException">A claim cannot be one, or a failure is missing; nothing was sent.</exception>
    Task<IReadOnlyList<ClaimOutcome>> FailManyAsync(IReadOnlyList<TaskFailing> failings, CancellationToken cancellationToken = default);

    /// <summary>Marks a claimed task as done and ends its lease. One call, one billed write.</summary>
    /// <param name="claim">What <see cref="ClaimAsync(string, string, CancellationToken)"/> returned.</param>
    /// <param name="result">What came of it; null = nothing to tell.</param>
    /// <param name="cancellationToken">Stops waiting. The completion may still take effect.</param>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written.</exception>
    /// <exception cref="TaskEndedException">This claim has already ended the task in another way.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateLimitException">The result does not fit in the document. The task is marked as failed (<c>result_too_large</c>), for good.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Safe to call again with the same claim.</exception>
    Task CompleteAsync(TaskClaim claim, StateMap? result = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends the attempt at a claimed task without success. The task has failed, for good; unless the failure is <see cref="TaskFailure.Retryable"/> and
    /// attempts are left: then it is scheduled for the next one, after a pause. A task that was asked to stop becomes cancelled. One call, one billed write.
    /// </summary>
    /// <param name="claim">What <see cref="ClaimAsync(string, string, CancellationToken)"/> returned.</param>
    /// <param name="failure">Why, and whether to try again.</param>
    /// <param name="cancellationToken">Stops waiting. The failure may still take effect.</param>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written.</exception>
    /// <exception cref="TaskEndedException">This claim has already ended the task in another way.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Safe to call again with the same claim.</exception>
    Task FailAsync(TaskClaim claim, TaskFailure failure, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives a claimed task back: it is pending again at its old place, and the attempt does not count. A task that was asked to stop becomes cancelled. One call,
    /// one billed write.
    /// </summary>
    /// <param name="claim">What <see cref="ClaimAsync(string, string, CancellationToken)"/> returned.</param>
    /// <param name="cancellationToken">Stops waiting. The release may still take effect.</param>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written.</exception>
    /// <exception cref="TaskEndedException">This claim has already ended the task in another way.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Safe to call again with the same claim.</exception>
    Task ReleaseAsync(TaskClaim claim, CancellationToken cancellationToken = default);

    /// <summary>
    /// Prolongs the lease of a claimed task: it runs for <see cref="TaskOptions.LeaseDuration"/> from now on. Renew at least twice within each lease. One call, one
    /// billed write; a claim that came from another process costs a read more, once.
    /// </summary>
    /// <param name="claim">What <see cref="ClaimAsync(string, string, CancellationToken)"/> or the renewal before returned.</param>
    /// <param name="cancellationToken">Stops waiting. The lease may be renewed all the same.</param>
    /// <returns>The claim to go on with, the lease's new end, and whether somebody has asked the task to stop.</returns>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written. Stop work on it.</exception>
    /// <exception cref="TaskEndedException">This claim itself has ended the task.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer: the lease may be renewed or not. Safe to call again.</exception>
    Task<LeaseRenewal> RenewAsync(TaskClaim claim, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lets a claimed task wait until somebody replies: nobody holds it meanwhile, and the attempt counts when it goes on. What the next attempt needs to know, save before
    /// as a checkpoint. A task that was asked to stop becomes cancelled. One call, one billed write.
    /// </summary>
    /// <param name="claim">What <see cref="ClaimAsync(string, string, CancellationToken)"/> returned.</param>
    /// <param name="deadline">
    /// By when somebody must reply, from now on, by the database's clock: zero up to 365 days. The sweep after it fails the task
    /// (<see cref="AgentTaskErrors.InputTimeout"/>); a reply that comes before that sweep is taken. Null = whenever.
    /// </param>
    /// <param name="cancellationToken">Stops waiting for the answer to this call. It may still take effect.</param>
    /// <exception cref="ArgumentOutOfRangeException">The deadline cannot be one.</exception>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written.</exception>
    /// <exception cref="TaskEndedException">This claim has already ended the task in another way.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Safe to call again with the same claim.</exception>
    Task WaitForInputAsync(TaskClaim claim, TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Replies to a task that waits for input: it is pending again at its old place, and the next attempt finds the reply in <see cref="AgentTask.Reply"/>. Two calls, a
    /// billed read and a write.
    /// </summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="reply">What to tell the agent.</param>
    /// <param name="cancellationToken">Stops waiting. The reply may still take effect.</param>
    /// <returns>The task as it is now.</returns>
    /// <exception cref="ArgumentException">The id or the reply cannot be one.</exception>
    /// <exception cref="StateLimitException">The reply does not fit in the task's document; the task still waits.</exception>
    /// <exception cref="TaskStatusException">The task does not wait: somebody has replied already, or the deadline has passed.</exception>
    /// <exception cref="StateNotFoundException">There is no such task.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Call again: a <see cref="TaskStatusException"/> then may be due to this very reply.</exception>
    Task<AgentTask> ReplyAsync(string taskId, StateMap reply, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stops a task. One that nobody works on is cancelled at once. One that is worked on is asked to stop: a worker of this process learns
    /// it at once, one of another process within about two seconds where the attempt is older than that, any other holder when it renews
    /// its lease. Whatever comes then (a failure, a crash, a release) ends it cancelled; only a completion still counts. One that has ended
    /// stays as it is. Two calls, a billed read and a write.
    /// </summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Stops waiting. The task may be cancelled all the same.</param>
    /// <returns>The task as it is now: look at <see cref="AgentTask.Status"/>.</returns>
    /// <exception cref="ArgumentException">The id cannot be one.</exception>
    /// <exception cref="StateNotFoundException">There is no such task.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Safe to call again.</exception>
    Task<AgentTask> CancelAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Puts a task back that has failed or was cancelled: pending at its old place, with all its attempts to come. What went wrong stays in
    /// <see cref="AgentTask.Errors"/>; progress, checkpoint and usage stay too. Two calls, a billed read and a write.
    /// </summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Stops waiting. The task may be requeued all the same.</param>
    /// <returns>The task as it is now.</returns>
    /// <exception cref="ArgumentException">The id cannot be one.</exception>
    /// <exception cref="TaskStatusException">The task has neither failed nor was it cancelled.</exception>
    /// <exception cref="StateNotFoundException">There is no such task.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Call again: a <see cref="TaskStatusException"/> then may be due to this very requeue.</exception>
    Task<AgentTask> RequeueAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Says how far a claimed task has come, in place of what was said before. It does not prolong the lease. One call, one billed write; a claim that came from another process
    /// costs a read more, once.
    /// </summary>
    /// <param name="claim">What <see cref="ClaimAsync(string, string, CancellationToken)"/> or the call before returned.</param>
    /// <param name="progress">How far it has come; for people, and the next attempt.</param>
    /// <param name="cancellationToken">Stops waiting. The progress may be stored all the same.</param>
    /// <returns>The claim to go on with.</returns>
    /// <exception cref="ArgumentException">The claim or the progress cannot be one.</exception>
    /// <exception cref="StateLimitException">The progress does not fit in the task's document, with room for its end; nothing was written.</exception>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written. Stop work on it.</exception>
    /// <exception cref="TaskEndedException">This claim itself has ended the task.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Safe to call again.</exception>
    Task<TaskClaim> ReportProgressAsync(TaskClaim claim, StateMap progress, CancellationToken cancellationToken = default);

    /// <summary>
    /// Saves what the next attempt at a claimed task can go on from, in place of what was saved before: it finds it in <see cref="AgentTask.Checkpoint"/>. It does not prolong
    /// the lease. One call, one billed write; a claim that came from another process costs a read more, once.
    /// </summary>
    /// <param name="claim">What <see cref="ClaimAsync(string, string, CancellationToken)"/> or the call before returned.</param>
    /// <param name="checkpoint">What to go on from.</param>
    /// <param name="cancellationToken">Stops waiting. The checkpoint may be saved all the same.</param>
    /// <returns>The claim to go on with.</returns>
    /// <exception cref="ArgumentException">The claim or the checkpoint cannot be one.</exception>
    /// <exception cref="StateLimitException">The checkpoint does not fit in the task's document, with room for its end; nothing was written.</exception>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written. Stop work on it.</exception>
    /// <exception cref="TaskEndedException">This claim itself has ended the task.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Safe to call again.</exception>
    Task<TaskClaim> SaveCheckpointAsync(TaskClaim claim, StateMap checkpoint, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds to what a claimed task has used up, over all its attempts (<see cref="AgentTask.Usage"/>). Each call is counted once, even when a reply is lost. One call, one billed
    /// write; a claim that came from another process costs a read more, once.
    /// </summary>
    /// <param name="claim">What <see cref="ClaimAsync(string, string, CancellationToken)"/> or the call before returned.</param>
    /// <param name="usage">What was used up since the last call; nothing = no call.</param>
    /// <param name="cancellationToken">Stops waiting. The usage may be added all the same.</param>
    /// <returns>The claim to go on with.</returns>
    /// <exception cref="ArgumentException">The claim cannot be one.</exception>
    /// <exception cref="StateLimitException">The names do not fit in the task's document, with room for its end; nothing was written.</exception>
    /// <exception cref="LeaseLostException">The claim no longer holds the task; nothing was written. Stop work on it.</exception>
    /// <exception cref="TaskEndedException">This claim itself has ended the task.</exception>
    /// <exception cref="StateNotFoundException">The task was deleted.</exception>
    /// <exception cref="StateConflictException">The task kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">
    /// The database did not answer. Where <see cref="StateUnavailableException.MayHaveBeenApplied"/> says so the usage may have been added, and calling again adds it a second time.
    /// </exception>
    Task<TaskClaim> AddUsageAsync(TaskClaim claim, TaskUsage usage, CancellationToken cancellationToken = default);

    /// <summary>
    /// Does what time has brought about: tasks whose lease has run out are scheduled for their next attempt, after a back-off as after a
    /// failure
    /// (<see cref="TaskOptions.RetryDelay"/>), or have failed with <see cref="AgentTaskErrors.LeaseExpired"/>, when that was the last
    /// attempt; scheduled ones that are due become pending, and waiting ones whose deadline has passed have failed
    /// (<see cref="AgentTaskErrors.InputTimeout"/>). Any number of processes may sweep, at any time; somebody must, every now and then. Two calls and two billed
    /// reads where there is nothing to do; else a read and a write for each task. Once an hour it also counts the pending tasks of each
    /// type that this process has claimed or
    /// enqueued, twice, and gives those of other clients that lack <c>priority</c> or <c>createdAt</c> the default priority and the
    /// document's time of creation: without both no claim finds them.
    /// </summary>
    /// <param name="cancellationToken">Stops between two pages. What was swept by then stays so.</param>
    /// <returns>What this call has done.</returns>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Safe to call again.</exception>
    Task<TaskSweep> SweepAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists tasks, the newest first (then by id, descending). What is stored and cannot be read as a task is told in
    /// <see cref="Page{T}.Unreadable"/>, beside the others; one without <c>createdAt</c> is not found. One call a page; each document is a
    /// billed read.
    /// </summary>
    /// <param name="filter">Which tasks.</param>
    /// <param name="page">How many, and from where; null = the first 50.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The continuation token belongs to another filter, or is none.</exception>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    Task<Page<AgentTask>> ListAsync(TaskFilter filter, PageRequest? page = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Counts, on the server, the documents that <see cref="ListAsync"/> would find, those that cannot be read included. One call, one
    /// billed read per thousand documents.
    /// </summary>
    /// <param name="filter">Which tasks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    Task<long> CountAsync(TaskFilter filter, CancellationToken cancellationToken = default);
}
