using AgentState.Internal.Activities;
using AgentState.Internal.Agents.Counting;
using AgentState.Internal.Agents.Stored;
using AgentState.Internal.Client;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Tasks.Completing;

namespace AgentState;

/// <summary>Provides all services of one registration, together with batches, flushing and diagnostics.</summary>
/// <remarks>The container creates and disposes the client.</remarks>
public sealed class AgentStateClient
{
    private readonly DocumentStack stack;
    private readonly CounterStore counters;
    private readonly CompletionFactory factory;
    private readonly ActivityForm activities;
    private readonly ActivityPump buffered;

    internal AgentStateClient(
        DocumentStack stack,
        CounterStore counters,
        CompletionFactory factory,
        ActivityForm activities,
        ActivityPump buffered,
        ClientServices services)
    {
        this.stack = stack;
        this.counters = counters;
        this.factory = factory;
        this.activities = activities;
        this.buffered = buffered;
        Users = services.Users;
        Agents = services.Agents;
        Tasks = services.Tasks;
        TaskAdministration = services.TaskAdministration;
        Tokens = services.Tokens;
        Activity = services.Activity;
    }

    /// <summary>The users that the fleet works for.</summary>
    public IUserStore Users { get; }

    /// <summary>The registry of agents and their instances.</summary>
    public IAgentRegistry Agents { get; }

    /// <summary>The task queue.</summary>
    public ITaskQueue Tasks { get; }

    /// <summary>The operation of the task queue: cancel, requeue, reply, pause, limit and sweep.</summary>
    public ITaskAdministration TaskAdministration { get; }

    /// <summary>The access tokens of external services.</summary>
    public ITokenVault Tokens { get; }

    /// <summary>The activity log of the agents.</summary>
    public IActivityLog Activity { get; }

    /// <summary>The billed operations of all calls of this registration so far, as counted by this process.</summary>
    public BilledOperations Billed => stack.Billed.Read();

    /// <summary>The longest time since the last message to a listener; null while no listener is open.</summary>
    /// <remarks>A listener without a message for <see cref="AgentStateOptions.ListenTimeout"/> reopens its stream.</remarks>
    public TimeSpan? ListenerAge => stack.OpenListeners.Oldest;

    internal IDocumentStore Engine => stack.Engine;

    internal IDocumentStore Documents => stack.Documents;

    /// <summary>Creates a batch of writes of several services that are committed atomically.</summary>
    public StateBatch CreateBatch() => new(stack, factory, activities);

    /// <summary>Opens the connection, fetches the first credential token and verifies that the database exists and can be read.</summary>
    /// <remarks>Optional: it makes the first call faster. Safe to call again. One call, one billed read.</remarks>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StateUnavailableException">The database did not answer.</exception>
    /// <exception cref="StatePermissionException">The credentials are not valid or lack read access.</exception>
    /// <exception cref="DatabaseNotFoundException">The database does not exist.</exception>
    public Task WarmUpAsync(CancellationToken cancellationToken = default)
    {
        // A query returns the server's time even if it finds nothing.
        var first = AgentQueries.Listed(AgentFilter.All).Limit(1).Build();
        return stack.Documents.QueryAsync(stack.Documents.Root.Parent, first, cancellationToken);
    }

    /// <summary>Stores the counters of agents and the activity log entries that are buffered in memory.</summary>
    /// <remarks>
    /// Dispose does the same. The call waits up to <see cref="ActivityOptions.FlushTimeout"/> for the entries. Safe to call again.
    /// </remarks>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StateUnavailableException">
    /// The database did not answer. The counters and entries are kept and stored later; <see cref="IActivityLog.Backlog"/> is the number of
    /// entries that are still buffered.
    /// </exception>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        // A failure of one does not prevent the other.
        await Task.WhenAll(counters.FlushAsync(cancellationToken), buffered.FlushAsync(cancellationToken)).ConfigureAwait(false);
    }
}
