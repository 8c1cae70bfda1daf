namespace AgentState;

/// <summary>The agents of the fleet: what they are, what they do, how they are set up, what they have done. Kept in the collection <c>agents</c>.</summary>
/// <remarks>
/// Every method throws <see cref="StateUnavailableException"/> when the database does not answer, <see cref="OperationCanceledException"/> when its token is
/// cancelled, <see cref="StatePermissionException"/>, <see cref="StateQuotaExceededException"/> and <see cref="DatabaseNotFoundException"/> when it refuses.
/// </remarks>
public interface IAgentRegistry
{
    /// <summary>
    /// Makes the agent known, or brings its definition up to date. A new agent is idle, with counters of zero; of a known one only what
    /// differs is written, and its status and counters stay, readable or not. A read, and a write where there is something to write. Safe
    /// to call again.
    /// </summary>
    /// <param name="registration">The definition; what is null in it is left as it is stored.</param>
    /// <param name="cancellationToken">Stops waiting. The registration may take effect all the same.</param>
    /// <returns>The agent as stored; what another program has stored of it in a type that cannot be read is as if it were not there.</returns>
    /// <exception cref="ArgumentException">A field is missing or out of range; nothing was sent.</exception>
    /// <exception cref="StateLimitException">The document would be larger than 1 MiB.</exception>
    /// <exception cref="StateConflictException">The agent kept changing while this call tried to write it. Safe to call again.</exception>
    Task<Agent> RegisterAsync(AgentRegistration registration, CancellationToken cancellationToken = default);

    /// <summary>Reads one agent. One call, one billed read.</summary>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The agent, or null where there is none of that id.</returns>
    /// <exception cref="ArgumentException">The id cannot be one.</exception>
    /// <exception cref="StateDataException">The stored document cannot be read as an agent.</exception>
    Task<Agent?> GetAsync(string agentId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sets what the agent does, and <see cref="Agent.LastRun"/> to the database's time; nothing else. An agent that is not registered gets a document with just these two.
    /// The last writer wins. One call, one billed write. Safe to call again.
    /// </summary>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="status">Idle, running or error.</param>
    /// <param name="reason">
    /// Why, in a word or a sentence: told in the activity log, in the same commit, by an entry <c>agent.status</c> with the details <c>to</c> and <c>reason</c>, so that the
    /// log is the history of the agent's statuses. One billed write more; a call that is made again is another entry. Null = not told.
    /// </param>
    /// <param name="cancellationToken">Stops waiting. The status may be set all the same.</param>
    /// <exception cref="ArgumentException">The id cannot be one, the status is <see cref="AgentStatus.Unknown"/>, or the reason is no valid text; nothing was sent.</exception>
    Task SetStatusAsync(string agentId, AgentStatus status, string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Says what a person wants the agent to do. An agent that is wanted paused or stopped claims no task, in any process, from
    /// <see cref="AgentOptions.WantedStateMaxAge"/> (5 s) after this has returned; what it has claimed already goes on. One call, one billed write. Safe to call again.
    /// </summary>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="wanted">Running, paused or stopped.</param>
    /// <param name="cancellationToken">Stops waiting. It may be said all the same.</param>
    /// <exception cref="ArgumentException">The id cannot be one, or the state is <see cref="AgentWantedState.Unknown"/>; nothing was sent.</exception>
    /// <exception cref="StateNotFoundException">There is no such agent.</exception>
    Task SetWantedStateAsync(string agentId, AgentWantedState wanted, CancellationToken cancellationToken = default);

    /// <summary>
    /// Registers an agent, as <see cref="RegisterAsync"/> does, and starts an instance of it that beats until it is disposed: one billed write each
    /// <see cref="AgentOptions.HeartbeatInterval"/> (30 s). Heartbeats lie in a document of the instance's own: they wake nobody who watches agents.
    /// </summary>
    /// <param name="registration">The definition; what is null in it is left as it is stored.</param>
    /// <param name="options">How it lives; null = by default.</param>
    /// <param name="cancellationToken">Stops waiting. An instance that was made all the same is taken for dead when it does not beat.</param>
    /// <returns>The instance. Each one has a higher <see cref="AgentInstance.Epoch"/> than those before it.</returns>
    /// <exception cref="ArgumentException">A field is missing or out of range; nothing was sent.</exception>
    /// <exception cref="StateLimitException">The document would be larger than 1 MiB.</exception>
    /// <exception cref="StateConflictException">The agent kept changing while this call tried to write it. Safe to call again.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Safe to call again: that starts another instance.</exception>
    Task<AgentInstance> StartInstanceAsync(
        AgentRegistration registration, AgentInstanceOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Finds out whether an agent is alive: the age of its newest heartbeat, by two of the database's own times. One call, one billed read.
    /// </summary>
    /// <param name="agentId">The agent's id. One that is not registered is absent.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The id cannot be one.</exception>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    Task<AgentLiveness> GetLivenessAsync(string agentId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Finds instances that are dead, takes their documents away, and marks agents of which none is left alive: status <c>error</c>, with an entry
    /// <c>agent.status</c> in the activity log whose reason is <c>heartbeat_lost</c>, in one commit. Any number of processes may sweep at once: each agent is marked once.
    /// Their tasks come back by their own leases, not by this. One billed read where nobody is dead; a read, a write and a delete or two for each that is.
    /// </summary>
    /// <param name="cancellationToken">Stops waiting. Who was found dead until then stays marked.</param>
    /// <returns>The agents that this call marked.</returns>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    Task<IReadOnlyList<string>> SweepAsync(CancellationToken cancellationToken = default);

    /// <summary>Puts other settings in the place of all there are. One call, one billed write. Safe to call again.</summary>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="config">The settings.</param>
    /// <param name="condition">What must hold; null = the last writer wins.</param>
    /// <param name="cancellationToken">Stops waiting. The settings may be replaced all the same.</param>
    /// <exception cref="ArgumentException">The id cannot be one, or Firestore does not store something in the settings; nothing was sent.</exception>
    /// <exception cref="StateLimitException">The document would be larger than 1 MiB.</exception>
    /// <exception cref="StateNotFoundException">There is no such agent.</exception>
    /// <exception cref="StateConflictException">The agent no longer has the version of the condition; nothing was written.</exception>
    Task ReplaceConfigAsync(string agentId, StateMap config, WriteCondition? condition = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sets some settings and removes others; all the rest stays. Two patches of different keys at once both survive. One call, one billed write. Safe to call again.
    /// </summary>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="patch">What to set and remove.</param>
    /// <param name="condition">What must hold; null = the last writer of each key wins.</param>
    /// <param name="cancellationToken">Stops waiting. The patch may be applied all the same.</param>
    /// <exception cref="ArgumentException">The id cannot be one, or a key's path is too long; nothing was sent.</exception>
    /// <exception cref="StateLimitException">The document would be larger than 1 MiB.</exception>
    /// <exception cref="StateNotFoundException">There is no such agent.</exception>
    /// <exception cref="StateConflictException">The agent no longer has the version of the condition; nothing was written.</exception>
    Task PatchConfigAsync(string agentId, MapPatch patch, WriteCondition? condition = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds to the agent's counters, exactly once. Increments of one agent that come while a commit is under way share the next one: two
    /// billed writes each. The queue counts completed and failed tasks by itself: see <see cref="TaskOptions.StatsCounting"/>.
    /// </summary>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="increment">What to add; not negative.</param>
    /// <param name="cancellationToken">Stops waiting. The increment is stored all the same: do not call again for it.</param>
    /// <exception cref="ArgumentException">The id cannot be one, or a number is negative; nothing was sent.</exception>
    /// <exception cref="StateNotFoundException">There is no such agent; nothing was added.</exception>
    /// <exception cref="StateUnavailableException">
    /// The database did not answer. The increment is kept, and stored with the next one or at <see cref="AgentStateClient.FlushAsync"/>: calling again would add it twice.
    /// </exception>
    Task IncrementStatsAsync(string agentId, AgentStats increment, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists agents by id. What is stored and cannot be read as an agent is told in <see cref="Page{T}.Unreadable"/>, beside the others.
    /// One call a page; each document is a billed read.
    /// </summary>
    /// <param name="filter">Which agents; null = all.</param>
    /// <param name="page">How many, and from where; null = the first 50.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The continuation token belongs to another filter, or is none.</exception>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    Task<Page<Agent>> ListAsync(AgentFilter? filter = null, PageRequest? page = null, CancellationToken cancellationToken = default);

    /// <summary>Takes the agent's document away. That there is none does no harm. Its tasks and log entries stay. One billed delete. Safe to call again.</summary>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="cancellationToken">Stops waiting. The agent may be gone all the same.</param>
    /// <exception cref="ArgumentException">The id cannot be one.</exception>
    Task DeregisterAsync(string agentId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Watches one agent: what it is now, then what it becomes, as it happens. States in between may be skipped where the reader is slow
    /// or the connection broke; the latest is always told, and nothing twice. Interruptions are bridged without end. Each state told is a billed read.
    /// </summary>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="cancellationToken">Ends the watch, with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The agent, or null while there is none of that id. It ends only by its token, or an error.</returns>
    /// <exception cref="ArgumentException">The id cannot be one.</exception>
    /// <exception cref="StateDataException">The stored document cannot be read as an agent.</exception>
    IAsyncEnumerable<Agent?> WatchAsync(string agentId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Watches all agents of a filter: all there are now, then each state of the whole that differs, as it happens. States in between may be
    /// skipped where the reader is slow or the connection broke; the latest is always told, and nothing twice. Interruptions are bridged without end. Each agent that is
    /// new or changed is a billed read. A document that cannot be read hides no other: see <see cref="AgentsSnapshot.Unreadable"/>.
    /// </summary>
    /// <param name="filter">Which agents; null = all. One that no longer fits it is told as gone.</param>
    /// <param name="cancellationToken">Ends the watch, with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Snapshots with their changes. It ends only by its token, or an error.</returns>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    IAsyncEnumerable<AgentsSnapshot> WatchAllAsync(AgentFilter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Watches one agent and whether it is alive: what it is now, then each change of it or of its grade, as it happens. Who falls silent is told once as it becomes
    /// suspect, once as dead, and once as it recovers; before that the database is asked, so that an outage on this side makes nobody dead. Interruptions are bridged
    /// without end. Each state of the agent and each of its heartbeats is a billed read, and one more each time that it falls silent.
    /// </summary>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="cancellationToken">Ends the watch, with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The agent, or null while there is none of that id. It ends only by its token, or an error.</returns>
    /// <exception cref="ArgumentException">The id cannot be one.</exception>
    /// <exception cref="StateDataException">The stored document cannot be read as an agent.</exception>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    IAsyncEnumerable<AgentPresence?> WatchPresenceAsync(string agentId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Watches all agents of a filter and whether they are alive, as <see cref="WatchPresenceAsync"/> does one. Each agent that is new or changed is a billed read, and so is
    /// each heartbeat of any agent, those of the filter or not: at 30 s, 2,880 a day for each instance. A watch without liveness, <see cref="WatchAllAsync"/>, pays for none.
    /// A document that cannot be read hides no other: see <see cref="FleetSnapshot.Unreadable"/>.
    /// </summary>
    /// <param name="filter">Which agents; null = all. One that no longer fits it is told as gone.</param>
    /// <param name="options">What is told; null = changes of agents and of grades.</param>
    /// <param name="cancellationToken">Ends the watch, with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Snapshots with their changes. It ends only by its token, or an error.</returns>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    IAsyncEnumerable<FleetSnapshot> WatchFleetAsync(
        AgentFilter? filter = null, FleetWatchOptions? options = null, CancellationToken cancellationToken = default);
}
