using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Internal.Hosting.Agents;

/// <summary>The registration that an agent of this host belongs to.</summary>
/// <remarks>It is needed because the agent's keyed service is found by the agent's id alone.</remarks>
/// <param name="ServiceKey">The registration's key; empty for the one without a key.</param>
/// <param name="AgentId">The agent's id.</param>
internal sealed record HostedAgentOwner(string ServiceKey, string AgentId)
{
    /// <summary>Returns the owner of an agent; null if this host has no agent with the id.</summary>
    public static HostedAgentOwner? Of(IServiceCollection services, string agentId) => services
        .Where(static service => !service.IsKeyedService)
        .Select(static service => service.ImplementationInstance)
        .OfType<HostedAgentOwner>()
        .FirstOrDefault(owner => owner.AgentId == agentId);
}
