using Microsoft.Extensions.DependencyInjection;

namespace AgentState;

/// <summary>Which registration an agent of this host belongs to: its service is found by the agent's id alone.</summary>
/// <param name="Name">The registration's key; empty for the one without a key.</param>
/// <param name="AgentId">The agent.</param>
internal sealed record HostedAgentOwner(string Name, string AgentId)
{
    /// <summary>The owner of an agent; null where this host has none of that id.</summary>
    public static HostedAgentOwner? Of(IServiceCollection services, string agentId) => services
        .Where(static service => !service.IsKeyedService)
        .Select(static service => service.ImplementationInstance)
        .OfType<HostedAgentOwner>()
        .FirstOrDefault(owner => owner.AgentId == agentId);
}
