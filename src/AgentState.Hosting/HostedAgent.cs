using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace AgentState;

/// <summary>
/// An agent that this host keeps registered and beating: what it is now, and its instance in this process. Resolved by the agent's id, as a keyed service. Thread-safe.
/// </summary>
public sealed class HostedAgent
{
    private readonly TaskCompletionSource<AgentInstance> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Task<AgentInstance> instance;
    private volatile Agent? current;
    private volatile bool isStopped;
    private Action onChange = static () => { };
    private ConfigurationReloadToken reload = new();

    internal HostedAgent(string agentId)
    {
        AgentId = agentId;
        instance = started.Task;
    }

    /// <summary>The agent's id.</summary>
    public string AgentId { get; }

    /// <summary>What the agent is, as the database told it last; null until it has told anything, and where the agent was deregistered.</summary>
    public Agent? Current => current;

    /// <summary>
    /// The agent's latest instance in this process. Completes when the host has started the first one; cancelled if the host stops before
    /// that.
    /// </summary>
    /// <remarks>
    /// Work on behalf of the agent stops when <see cref="AgentInstance.Lost"/> is cancelled. An agent that is wanted
    /// <see cref="AgentWantedState.Stopped"/> has no instance that beats: its last one is lost, with the reason
    /// <see cref="AgentInstanceLoss.Stopped"/>. When the agent is wanted running again, the host starts a new instance and this property
    /// returns it.
    /// </remarks>
    public Task<AgentInstance> Instance => instance;

    /// <summary>Whether the agent is wanted stopped, and its instance was deregistered for that.</summary>
    internal bool IsStopped
    {
        get => isStopped;
        set => isStopped = value;
    }

    /// <summary>Whether its status is told by this host at all.</summary>
    internal bool TellsStatus { get; set; }

    internal IChangeToken ConfigChange => reload;

    internal void Start(AgentInstance next)
    {
        if (!started.TrySetResult(next))
        {
            instance = Task.FromResult(next);
        }

        onChange();
    }

    internal void Stop() => started.TrySetCanceled();

    /// <summary>Has something called when something has become known of the agent, or its instance has started.</summary>
    internal void OnChange(Action action) => onChange += action;

    /// <summary>Takes in what the agent is now, and tells who has settings of it.</summary>
    /// <returns>What was thrown by those who could not do anything with the settings; null = nothing.</returns>
    internal Exception? See(Agent? agent)
    {
        Exception? refusal = null;
        var before = Interlocked.Exchange(ref current, agent);
        if (before is null || before.Config != agent?.Config)
        {
            try
            {
                Interlocked.Exchange(ref reload, new ConfigurationReloadToken()).OnReload();
            }
            catch (Exception error)
            {
                refusal = error;
            }
        }

        onChange();
        return refusal;
    }
}
