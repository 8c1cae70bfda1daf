using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace AgentState;

/// <summary>
/// An agent that this host registers and sends heartbeats for: its last known state and its instance in this process.
/// </summary>
/// <remarks>Resolve it as a keyed service, with the agent's id as the key. Thread-safe.</remarks>
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

    /// <summary>
    /// The agent as last received from the database; null until the first state has been received, and if the agent was deregistered.
    /// </summary>
    public Agent? Current => current;

    /// <summary>The agent's latest instance in this process.</summary>
    /// <remarks>
    /// The task completes when the host has started the first instance, and is cancelled if the host stops before that. Work on behalf of
    /// the agent must stop when <see cref="AgentInstance.Lost"/> is cancelled. While the agent's desired state is
    /// <see cref="AgentDesiredState.Stopped"/> no instance sends heartbeats: the last one is lost, with the reason
    /// <see cref="AgentInstanceLoss.Stopped"/>. When the desired state is running again, the host starts a new instance, which this
    /// property then returns.
    /// </remarks>
    public Task<AgentInstance> Instance => instance;

    /// <summary>Whether the desired state is stopped, and the instance was deregistered because of it.</summary>
    internal bool IsStopped
    {
        get => isStopped;
        set => isStopped = value;
    }

    /// <summary>Whether this host writes the agent's status.</summary>
    internal bool ReportsStatus { get; set; }

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

    /// <summary>Registers a callback for each received state of the agent and each start of its instance.</summary>
    internal void OnChange(Action action) => onChange += action;

    /// <summary>Stores the received state of the agent, and notifies the options if its settings have changed.</summary>
    /// <returns>The exception of an option or listener that could not apply the settings; null if none.</returns>
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
