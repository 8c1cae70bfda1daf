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
    /// differs is written, and its status and counters stay. A read, and a write where there is something to write. Safe to call again.
    /// </summary>
    /// <param name="registration">The definition; what is null in it is left as it is stored.</param>
    /// <param name="cancellationToken">Stops waiting. The registration may take effect all the same.</param>
    /// <returns>The agent as stored.</returns>
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
    /// <param name="cancellationToken">Stops waiting. The status may be set all the same.</param>
    /// <exception cref="ArgumentException">The id cannot be one, or the status is <see cref="AgentStatus.Unknown"/>; nothing was sent.</exception>
    Task SetStatusAsync(string agentId, AgentStatus status, CancellationToken cancellationToken = default);

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

    /// <summary>Lists agents by id. One call a page; each agent is a billed read.</summary>
    /// <param name="filter">Which agents; null = all.</param>
    /// <param name="page">How many, and from where; null = the first 50.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The continuation token belongs to another filter, or is none.</exception>
    /// <exception cref="StateDataException">A stored document cannot be read as an agent.</exception>
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
    /// new or changed is a billed read.
    /// </summary>
    /// <param name="filter">Which agents; null = all. One that no longer fits it is told as gone.</param>
    /// <param name="cancellationToken">Ends the watch, with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Snapshots with their changes. It ends only by its token, or an error.</returns>
    /// <exception cref="StateDataException">A stored document cannot be read as an agent.</exception>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    IAsyncEnumerable<AgentsSnapshot> WatchAllAsync(AgentFilter? filter = null, CancellationToken cancellationToken = default);
}
