using AgentState.Internal.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentState;

/// <summary>Configures an agent that was added by <c>AddAgent</c>, and the registration that it belongs to.</summary>
/// <remarks>Workers that are added with <c>AddTaskWorker</c> to this builder claim tasks as the agent.</remarks>
public sealed class HostedAgentBuilder : AgentStateBuilder
{
    internal HostedAgentBuilder(AgentStateBuilder registration, string agentId)
        : base(registration.Services, registration.ServiceKey) =>
        AgentId = agentId;

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
