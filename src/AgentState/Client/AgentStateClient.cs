namespace AgentState;

/// <summary>The services of one registration together, for programs that want them in one hand. The container owns and disposes it.</summary>
public sealed class AgentStateClient
{
    private readonly DocumentStack stack;
    private readonly AgentCounters counters;
    private readonly TaskEnds taskEnds;
    private readonly ActivityForm activities;
    private readonly ActivityPump buffered;

    internal AgentStateClient(
        DocumentStack stack,
        AgentCounters counters,
        TaskEnds taskEnds,
        ActivityForm activities,
        ActivityPump buffered,
        IUserStore users,
        IAgentRegistry agents,
        ITaskQueue tasks,
        ITokenVault tokens,
        IActivityLog activity)
    {
        this.stack = stack;
        this.counters = counters;
        this.taskEnds = taskEnds;
        this.activities = activities;
        this.buffered = buffered;
        Users = users;
        Agents = agents;
        Tasks = tasks;
        Tokens = tokens;
        Activity = activity;
    }

    /// <summary>The people whom the fleet works for.</summary>
    public IUserStore Users { get; }

    /// <summary>The agents.</summary>
    public IAgentRegistry Agents { get; }

    /// <summary>The queue of tasks.</summary>
    public ITaskQueue Tasks { get; }

    /// <summary>The tokens of outside services.</summary>
    public ITokenVault Tokens { get; }

    /// <summary>What the agents did.</summary>
    public IActivityLog Activity { get; }

    /// <summary>What the database has billed for all calls of this registration so far, as this process counted it.</summary>
    public BilledOperations Billed => stack.Billed.Read();

    /// <summary>
    /// How long ago the listener that has been silent longest last heard anything of the database; null while nothing is watched. One that hears nothing for
    /// <see cref="AgentStateOptions.ListenTimeout"/> is opened anew.
    /// </summary>
    public TimeSpan? ListenerAge => stack.Pulses.Oldest;

    internal IDocumentStore Engine => stack.Engine;

    /// <summary>Begins a batch: writes of several services that are committed together, or not at all.</summary>
    public StateBatch CreateBatch() => new(stack, taskEnds, activities);

    /// <summary>
    /// Opens the connection and fetches the first token, so that the first call is not slow; and finds out whether the database is there
    /// and may be read. Optional; safe to call again. One call, one billed read.
    /// </summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StateUnavailableException">The database did not answer.</exception>
    /// <exception cref="StatePermissionException">The credentials are not accepted, or may not read.</exception>
    /// <exception cref="DatabaseNotFoundException">There is no such database.</exception>
    public Task WarmUpAsync(CancellationToken cancellationToken = default)
    {
        // A query tells the server's time even where it finds nothing.
        var first = AgentQueries.Listed(AgentFilter.All).Limit(1).Build();
        return stack.Documents.QueryAsync(stack.Documents.Root.Parent, first, cancellationToken);
    }

    /// <summary>
    /// Stores what is gathered in memory: agents' counters, and buffered entries of the activity log. It is done at dispose as well. Entries are waited for as long as
    /// <see cref="ActivityOptions.FlushTimeout"/>. Safe to call again.
    /// </summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StateUnavailableException">The database did not answer. What is gathered is kept, and tried again; <see cref="IActivityLog.Backlog"/> tells how many entries those are.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        // The one is stored whether the other can be or not.
        await Task.WhenAll(counters.FlushAsync(cancellationToken), buffered.FlushAsync(cancellationToken)).ConfigureAwait(false);
    }
}
