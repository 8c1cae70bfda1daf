using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace AgentState;

/// <summary>
/// An agent that this host keeps registered and beating: what it is now, and its instance in this process. Resolved by the agent's id, as a keyed service. Thread-safe.
/// </summary>
public sealed class HostedAgent
{
    private readonly TaskCompletionSource<AgentInstance> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Agent? current;
    private Action onChange = static () => { };
    private ConfigurationReloadToken reload = new();

    internal HostedAgent(string agentId) => AgentId = agentId;

    /// <summary>The agent's id.</summary>
    public string AgentId { get; }

    /// <summary>What the agent is, as the database told it last; null until it has told anything, and where the agent was deregistered.</summary>
    public Agent? Current => current;

    /// <summary>
    /// The agent's instance in this process, once the host has started it: who works on its behalf stops when its <see cref="AgentInstance.Lost"/> is cancelled.
    /// Cancelled where the host stops before that.
    /// </summary>
    public Task<AgentInstance> Instance => started.Task;

    /// <summary>Whether its status is told by this host at all.</summary>
    internal bool TellsStatus { get; set; }

    internal IChangeToken ConfigChange => reload;

    internal void Start(AgentInstance instance)
    {
        started.TrySetResult(instance);
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
