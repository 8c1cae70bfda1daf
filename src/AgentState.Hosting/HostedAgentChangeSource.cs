using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace AgentState.Internal.Hosting;

/// <summary>Reports changes of an agent's settings to its options.</summary>
internal sealed class HostedAgentChangeSource<T>(HostedAgent agent) : IOptionsChangeTokenSource<T>
{
    public string Name => agent.AgentId;

    public IChangeToken GetChangeToken() => agent.ConfigChange;
}
