using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentState;

/// <summary>Configures an agent that was added by <c>AddAgent</c>.</summary>
public sealed class HostedAgentBuilder
{
    internal HostedAgentBuilder(AgentStateBuilder agentState, string agentId)
    {
        AgentState = agentState;
        AgentId = agentId;
    }

    /// <summary>The registration that the agent belongs to.</summary>
    public AgentStateBuilder AgentState { get; }

    /// <summary>The service collection of the registration.</summary>
    public IServiceCollection Services => AgentState.Services;

    /// <summary>The agent's id, which is also the name of its options.</summary>
    public string AgentId { get; }

    /// <summary>Fills named options from the agent's stored settings, and again each time that the settings change.</summary>
    /// <remarks>
    /// <c>IOptionsMonitor&lt;T&gt;.Get(agentId)</c> returns the latest options and reports changes. The settings are empty until the first
    /// state of the agent has been received.
    /// </remarks>
    /// <typeparam name="T">The options.</typeparam>
    /// <param name="apply">
    /// Copies settings into the options. An exception is thrown to each reader of the options. After a change of the settings it is also
    /// logged, and the host continues.
    /// </param>
    /// <returns>The same builder.</returns>
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
