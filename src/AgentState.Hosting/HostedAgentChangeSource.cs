using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace AgentState;

/// <summary>Tells options that an agent's settings have changed.</summary>
internal sealed class HostedAgentChangeSource<T>(HostedAgent agent) : IOptionsChangeTokenSource<T>
{
    public string Name => agent.AgentId;

    public IChangeToken GetChangeToken() => agent.ConfigChange;
}
