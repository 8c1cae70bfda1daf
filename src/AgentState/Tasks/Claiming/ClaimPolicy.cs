using AgentState.Internal.Agents.Registry;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Tasks.Limits;

namespace AgentState.Internal.Tasks.Claiming;

/// <summary>The claim policy: decides whether an agent may claim tasks, and of which types.</summary>
/// <remarks>
/// It uses the desired state of the agent and the pause state of the types. Both are cached; all stale entries are read in one call.
/// </remarks>
internal sealed class ClaimPolicy(DocumentStack stack, DesiredStates desiredStates, TaskTypes taskTypes)
{
    private static readonly Dictionary<string, DocumentSnapshot> Nothing = [];

    /// <summary>Returns those of the types that the agent may claim now, in the same order.</summary>
    public async ValueTask<IReadOnlyList<ClaimableType>> OpenAsync(
        IReadOnlyList<string> types, string agentId, CancellationToken cancellationToken)
    {
        var agent = desiredStates.Peek(agentId);
        if (!DesiredStates.MayClaim(agent.State))
        {
            return [];
        }

        var peeked = types.Select(taskTypes.Peek).ToArray();
        string[] stale =
        [
            .. agent.IsStale ? [agent.Name] : Array.Empty<string>(),
            .. peeked.Where(peeked => peeked.IsStale).Select(peeked => peeked.Name),
        ];
        var askedAt = stack.Time.GetTimestamp();
        var found = stale.Length == 0
            ? Nothing
            : (await stack.Documents.GetAsync(stale, cancellationToken).ConfigureAwait(false))
                .ToDictionary(snapshot => snapshot.Name, StringComparer.Ordinal);

        var wanted = desiredStates.Settle(agent, found, askedAt);
        var states = peeked.Select(peeked => taskTypes.Settle(peeked, found, askedAt)).ToList();
        return DesiredStates.MayClaim(wanted)
            ? [.. types.Zip(states, (type, state) => new ClaimableType(type, state)).Where(type => !type.State.IsPaused)]
            : [];
    }
}
