using AgentState.Internal.Agents.Stored;
using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Listening;

namespace AgentState.Internal.Agents.Registry;

/// <summary>Caches the desired states of agents for at most <see cref="AgentOptions.DesiredStateMaxAge"/>.</summary>
internal sealed class DesiredStates(DatabaseRoot root, AgentOptions options, TimeProvider time)
{
    private readonly RecentStates<AgentDesiredState?> recent =
        new(options.DesiredStateMaxAge, time, document => document is null ? null : AgentDocument.DesiredOf(document));

    /// <summary>Whether an agent with this desired state may claim tasks.</summary>
    public static bool MayClaim(AgentDesiredState? desiredState) =>
        desiredState is not (AgentDesiredState.Paused or AgentDesiredState.Stopped);

    public RecentState<AgentDesiredState?> Peek(string agentId) => recent.Peek(AgentWrites.NameOf(root, agentId));

    public AgentDesiredState? Settle(
        RecentState<AgentDesiredState?> looked, IReadOnlyDictionary<string, DocumentSnapshot> found, long askedAt) =>
        recent.Settle(looked, found, askedAt);

    /// <summary>Caches a state that this process has just written.</summary>
    public void Learn(string agentId, AgentDesiredState desiredState, long askedAt) =>
        recent.Learn(AgentWrites.NameOf(root, agentId), desiredState, askedAt);
}
