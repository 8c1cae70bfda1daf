using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentState;

/// <summary>Goes on with an agent that <c>AddAgent</c> began.</summary>
public sealed class HostedAgentBuilder
{
    internal HostedAgentBuilder(AgentStateBuilder agentState, string agentId)
    {
        AgentState = agentState;
        AgentId = agentId;
    }

    /// <summary>The registration that the agent belongs to.</summary>
    public AgentStateBuilder AgentState { get; }

    /// <summary>The services that are registered into.</summary>
    public IServiceCollection Services => AgentState.Services;

    /// <summary>The agent's id, and the name of its options.</summary>
    public string AgentId { get; }

    /// <summary>
    /// Fills options from the agent's settings as they are stored, again each time that they change: <c>IOptionsMonitor&lt;T&gt;.Get(agentId)</c> has the latest, and tells of changes. Until the
    /// database has been heard of, the settings are empty.
    /// </summary>
    /// <typeparam name="T">The options.</typeparam>
    /// <param name="apply">Takes what it needs out of the settings. What it throws is thrown to whoever asks for the options; where settings change it is logged too, and the host goes on.</param>
    public HostedAgentBuilder Configure<T>(Action<T, StateMap> apply)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(apply);

        var agentId = AgentId;
        Services.AddOptions<T>(agentId)
            .Configure<IServiceProvider>((options, provider) => apply(options, AgentOf(provider).Current?.Config ?? StateMap.Empty));
        Services.AddSingleton<IOptionsChangeTokenSource<T>>(provider => new HostedAgentChangeSource<T>(AgentOf(provider)));
        return this;

        HostedAgent AgentOf(IServiceProvider provider) => provider.GetRequiredKeyedService<HostedAgent>(agentId);
    }
}
