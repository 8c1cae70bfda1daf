namespace AgentState;

/// <summary>What agents are wanted to do, as this process knows it: not older than <see cref="AgentOptions.WantedStateMaxAge"/>.</summary>
internal sealed class WantedStates(DatabaseRoot root, AgentOptions options, TimeProvider time)
{
    private readonly RecentStates<AgentWantedState?> recent =
        new(options.WantedStateMaxAge, time, document => document is null ? null : AgentDocument.WantedOf(document));

    /// <summary>Whether an agent of which this is wanted may begin something new.</summary>
    public static bool MayClaim(AgentWantedState? wanted) => wanted is not (AgentWantedState.Paused or AgentWantedState.Stopped);

    public RecentState<AgentWantedState?> Look(string agentId) => recent.Look(AgentChanges.NameOf(root, agentId));

    public AgentWantedState? Settle(RecentState<AgentWantedState?> looked, IReadOnlyDictionary<string, DocumentSnapshot> found, long askedAt) =>
        recent.Settle(looked, found, askedAt);

    /// <summary>Takes in what somebody in this process has just said.</summary>
    public void Learn(string agentId, AgentWantedState wanted, long askedAt) => recent.Learn(AgentChanges.NameOf(root, agentId), wanted, askedAt);
}
