namespace AgentState;

/// <summary>Stores the agents of the fleet (definition, status, settings, counters, instances) in the collection <c>agents</c>.</summary>
/// <remarks>
/// Every method throws <see cref="StateUnavailableException"/> when the database does not answer, and
/// <see cref="OperationCanceledException"/> when its token is cancelled. When the database refuses the call, a method throws
/// <see cref="StatePermissionException"/>, <see cref="StateQuotaExceededException"/> or <see cref="DatabaseNotFoundException"/>.
/// </remarks>
public interface IAgentRegistry
{
    /// <summary>Registers an agent, or updates the definition of a registered one.</summary>
    /// <remarks>
    /// A new agent is idle and its counters are zero. For a registered agent only the fields that differ are written. Its status and
    /// counters are kept, even if they cannot be read. Costs one billed read, and one billed write if something differs. Safe to call
    /// again.
    /// </remarks>
    /// <param name="registration">The definition; a null property keeps its stored value.</param>
    /// <param name="cancellationToken">Stops waiting. The registration may still take effect.</param>
    /// <returns>The agent as stored. A stored field of another type is treated as missing.</returns>
    /// <exception cref="ArgumentException">A field is missing or out of range; nothing was sent.</exception>
    /// <exception cref="StateLimitException">The document would be larger than 1 MiB.</exception>
    /// <exception cref="StateConflictException">The agent's document kept changing during this call. Safe to call again.</exception>
    Task<Agent> RegisterAsync(AgentRegistration registration, CancellationToken cancellationToken = default);

    /// <summary>Reads one agent; one billed read.</summary>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The agent, or null if it does not exist.</returns>
    /// <exception cref="ArgumentException"><paramref name="agentId"/> is not a valid document id.</exception>
    /// <exception cref="StateDataException">The stored document cannot be read as an agent.</exception>
    Task<Agent?> GetAsync(string agentId, CancellationToken cancellationToken = default);

    /// <summary>Sets the agent's status, and <see cref="Agent.LastRun"/> to the database's time; writes no other field.</summary>
    /// <remarks>
    /// If the agent is not registered, a document with just these two fields is created. The last writer wins. One billed write; a second
    /// one if <paramref name="reason"/> is set. Safe to call again, but each call with a reason adds a log entry.
    /// </remarks>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="status">Idle, running or error.</param>
    /// <param name="reason">
    /// The reason, a word or a sentence. It adds an entry <c>agent.status</c> with the details <c>to</c> and <c>reason</c> to the activity
    /// log, in the same commit. So the log holds the history of the agent's statuses. Null = no entry.
    /// </param>
    /// <param name="cancellationToken">Stops waiting. The status may still be set.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="agentId"/> is not a valid document id, <paramref name="status"/> is <see cref="AgentStatus.Unknown"/>, or
    /// <paramref name="reason"/> is not valid text; nothing was sent.
    /// </exception>
    Task SetStatusAsync(string agentId, AgentStatus status, string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>Sets the agent's desired state: running, paused or stopped.</summary>
    /// <remarks>
    /// A paused or stopped agent claims no task in any process, at the latest <see cref="AgentOptions.DesiredStateMaxAge"/> (5 s) after
    /// this call has returned. Tasks that it has already claimed go on. One billed write. Safe to call again.
    /// </remarks>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="desiredState">Running, paused or stopped.</param>
    /// <param name="cancellationToken">Stops waiting. The state may still be set.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="agentId"/> is not a valid document id, or <paramref name="desiredState"/> is
    /// <see cref="AgentDesiredState.Unknown"/>;
    /// nothing was sent.
    /// </exception>
    /// <exception cref="StateNotFoundException">The agent does not exist.</exception>
    Task SetDesiredStateAsync(string agentId, AgentDesiredState desiredState, CancellationToken cancellationToken = default);

    /// <summary>
    /// Registers an agent like <see cref="RegisterAsync"/> and starts an instance that sends heartbeats until it is disposed.
    /// </summary>
    /// <remarks>
    /// Each heartbeat is one billed write, every <see cref="AgentOptions.HeartbeatInterval"/> (30 s). Heartbeats go to a document of the
    /// instance's own, so they do not trigger watches of agents.
    /// </remarks>
    /// <param name="registration">The definition; a null property keeps its stored value.</param>
    /// <param name="options">The instance's options; null = defaults.</param>
    /// <param name="cancellationToken">
    /// Stops waiting. An instance may still have been stored; without heartbeats it is soon treated as dead.
    /// </param>
    /// <returns>The instance. Its <see cref="AgentInstance.Epoch"/> is higher than that of every earlier one.</returns>
    /// <exception cref="ArgumentException">A field is missing or out of range; nothing was sent.</exception>
    /// <exception cref="StateLimitException">The document would be larger than 1 MiB.</exception>
    /// <exception cref="StateConflictException">The agent's document kept changing during this call. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Calling again starts another instance.</exception>
    Task<AgentInstance> StartInstanceAsync(
        AgentRegistration registration, AgentInstanceOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Reads whether an agent is alive, from the age of its newest heartbeat.</summary>
    /// <remarks>
    /// Both times are the database's own. One billed read. If the newest heartbeat is a time in the future (written by another client), a
    /// second read looks for a valid one.
    /// </remarks>
    /// <param name="agentId">The agent's id. An agent that is not registered is absent.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException"><paramref name="agentId"/> is not a valid document id.</exception>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    Task<AgentLiveness> GetLivenessAsync(string agentId, CancellationToken cancellationToken = default);

    /// <summary>Deletes the documents of dead instances, and marks agents without a live instance as failed.</summary>
    /// <remarks>
    /// Marking sets the status <c>error</c> and adds an entry <c>agent.status</c> with the reason <c>heartbeat_lost</c> to the activity
    /// log, in one commit. Any number of processes may sweep at once: each agent is marked once. A sweep does not release the agents'
    /// tasks; they return when their leases expire. One billed read if no instance is dead. Each dead instance costs up to three billed
    /// reads and one delete; each marked agent costs two billed writes. Safe to call again.
    /// </remarks>
    /// <param name="cancellationToken">Stops waiting. Agents that were already marked stay marked.</param>
    /// <returns>The ids of the agents that this call marked.</returns>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    Task<IReadOnlyList<string>> SweepAsync(CancellationToken cancellationToken = default);

    /// <summary>Replaces all settings of the agent.</summary>
    /// <remarks>One billed write. Safe to call again.</remarks>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="config">The new settings.</param>
    /// <param name="condition">The version that the agent must have; null = the last writer wins.</param>
    /// <param name="cancellationToken">Stops waiting. The settings may still be replaced.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="agentId"/> is not a valid document id, or the settings hold a value that Firestore cannot store; nothing was sent.
    /// </exception>
    /// <exception cref="StateLimitException">The document would be larger than 1 MiB.</exception>
    /// <exception cref="StateNotFoundException">The agent does not exist.</exception>
    /// <exception cref="StateConflictException">The agent no longer has the required version; nothing was written.</exception>
    Task ReplaceConfigAsync(
        string agentId, StateMap config, WriteCondition? condition = null, CancellationToken cancellationToken = default);

    /// <summary>Sets and removes single settings, and keeps the others.</summary>
    /// <remarks>Concurrent patches of different keys both take effect. One billed write. Safe to call again.</remarks>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="patch">The keys to set and to remove.</param>
    /// <param name="condition">The version that the agent must have; null = the last writer of each key wins.</param>
    /// <param name="cancellationToken">Stops waiting. The patch may still be applied.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="agentId"/> is not a valid document id, or a key's path is too long; nothing was sent.
    /// </exception>
    /// <exception cref="StateLimitException">The document would be larger than 1 MiB.</exception>
    /// <exception cref="StateNotFoundException">The agent does not exist.</exception>
    /// <exception cref="StateConflictException">The agent no longer has the required version; nothing was written.</exception>
    Task PatchConfigAsync(string agentId, MapPatch patch, WriteCondition? condition = null, CancellationToken cancellationToken = default);

    /// <summary>Adds to the agent's counters, exactly once.</summary>
    /// <remarks>
    /// Increments of one agent that arrive during a commit share the next commit. Each commit is two billed writes. The queue counts
    /// completed and failed tasks itself: see <see cref="TaskOptions.StatsCounting"/>.
    /// </remarks>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="increment">The numbers to add; not negative.</param>
    /// <param name="cancellationToken">
    /// Stops waiting. The increment is still stored: do not call again for it. If the token is cancelled before the call, nothing is added.
    /// </param>
    /// <exception cref="ArgumentException">
    /// <paramref name="agentId"/> is not a valid document id, or a number is negative; nothing was sent.
    /// </exception>
    /// <exception cref="StateNotFoundException">The agent does not exist; nothing was added.</exception>
    /// <exception cref="StateUnavailableException">
    /// The database did not answer. The increment is kept, and stored with the next one or at <see cref="AgentStateClient.FlushAsync"/>.
    /// Do not call again: that would add it twice.
    /// </exception>
    Task IncrementStatsAsync(string agentId, AgentStats increment, CancellationToken cancellationToken = default);

    /// <summary>Lists agents, ordered by id.</summary>
    /// <remarks>
    /// Documents that cannot be read as agents are listed in <see cref="Page{T}.Unreadable"/>. One call a page; each document is one billed
    /// read.
    /// </remarks>
    /// <param name="filter">The agents to list; null = all.</param>
    /// <param name="page">The page size and where to continue; null = the first 50.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The continuation token is not valid, or belongs to another filter.</exception>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    Task<Page<Agent>> ListAsync(AgentFilter? filter = null, PageRequest? page = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes the agent's document; does nothing if it does not exist.</summary>
    /// <remarks>The agent's tasks and log entries are kept. One billed delete. Safe to call again.</remarks>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="cancellationToken">Stops waiting. The agent may still be deleted.</param>
    /// <exception cref="ArgumentException"><paramref name="agentId"/> is not a valid document id.</exception>
    Task DeregisterAsync(string agentId, CancellationToken cancellationToken = default);

    /// <summary>Watches one agent: returns its current state, then each later state.</summary>
    /// <remarks>
    /// <para>The latest state is always returned, and none is returned twice. States in between may be skipped if the reader is slow or the
    /// connection broke. The watch reconnects after interruptions, without a limit. Each state is one billed read.</para>
    /// <para>With liveness, <see cref="Agent.Liveness"/> is set. An agent whose heartbeats stop is returned once as suspect and once as
    /// dead; an agent that recovers is returned once as alive. Before it returns a worse grade, the watch reads the database, so an outage
    /// of this process makes no agent dead. Each heartbeat of the agent is one billed read, and so is each check before a worse
    /// grade.</para>
    /// </remarks>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="liveness">Whether to include the agent's liveness; by default it is not included.</param>
    /// <param name="cancellationToken">Ends the watch with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The agent, or null while it does not exist. The stream ends only when it is cancelled or fails.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="agentId"/> is not a valid document id, or <paramref name="liveness"/> is not defined.
    /// </exception>
    /// <exception cref="StateDataException">The stored document cannot be read as an agent.</exception>
    /// <exception cref="MissingIndexException">Liveness is included, and the shipped indexes are not deployed.</exception>
    IAsyncEnumerable<Agent?> WatchAsync(
        string agentId, LivenessDetail liveness = LivenessDetail.None, CancellationToken cancellationToken = default);

    /// <summary>Watches all agents of a filter: returns the current ones, then a snapshot for each later change.</summary>
    /// <remarks>
    /// <para>The latest snapshot is always returned, and none is returned twice. Snapshots in between may be skipped if the reader is slow
    /// or the connection broke. The watch reconnects after interruptions, without a limit. Each new or changed agent is one billed read.
    /// Documents that cannot be read are listed in <see cref="AgentsSnapshot.Unreadable"/>.</para>
    /// <para>With liveness, <see cref="Agent.Liveness"/> is set, and <see cref="AgentChange.BecameStale"/> and
    /// <see cref="AgentChange.Recovered"/> report each change of a grade once, as <see cref="WatchAsync"/> does for one agent. Each
    /// heartbeat of any agent is one billed read, whether the agent matches the filter or not: at 30 s, 2,880 a day for each instance. A
    /// watch without liveness is not billed for heartbeats.</para>
    /// </remarks>
    /// <param name="filter">The agents to watch; null = all. An agent that no longer matches is reported as removed.</param>
    /// <param name="liveness">Whether to include the agents' liveness; by default it is not included.</param>
    /// <param name="cancellationToken">Ends the watch with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Snapshots with their changes. The stream ends only when it is cancelled or fails.</returns>
    /// <exception cref="ArgumentException"><paramref name="liveness"/> is not defined.</exception>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    IAsyncEnumerable<AgentsSnapshot> WatchAllAsync(
        AgentFilter? filter = null, LivenessDetail liveness = LivenessDetail.None, CancellationToken cancellationToken = default);
}
