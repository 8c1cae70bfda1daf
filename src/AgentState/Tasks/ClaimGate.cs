namespace AgentState;

/// <summary>
/// Whether an agent may claim, and of which types: by what a person wants the agent to do, and by what holds for the types. Both are known for a while; whatever
/// has to be read again is read in one call.
/// </summary>
internal sealed class ClaimGate(DocumentStack stack, WantedStates wantedStates, TaskTypes taskTypes)
{
    private static readonly Dictionary<string, DocumentSnapshot> Nothing = [];

    /// <summary>Those of the types that the agent may claim now, in the same order.</summary>
    public async ValueTask<IReadOnlyList<ClaimableType>> OpenAsync(IReadOnlyList<string> types, string agentId, CancellationToken cancellationToken)
    {
        var agent = wantedStates.Look(agentId);
        if (!WantedStates.MayClaim(agent.State))
        {
            return [];
        }

        var looks = types.Select(taskTypes.Look).ToArray();
        string[] stale = [.. agent.IsStale ? [agent.Name] : Array.Empty<string>(), .. looks.Where(look => look.IsStale).Select(look => look.Name)];
        var askedAt = stack.Time.GetTimestamp();
        var found = stale.Length == 0
            ? Nothing
            : (await stack.Documents.GetAsync(stale, cancellationToken).ConfigureAwait(false)).ToDictionary(snapshot => snapshot.Name, StringComparer.Ordinal);

        var wanted = wantedStates.Settle(agent, found, askedAt);
        var states = looks.Select(look => taskTypes.Settle(look, found, askedAt)).ToList();
        return WantedStates.MayClaim(wanted)
            ? [.. types.Zip(states, (type, state) => new ClaimableType(type, state)).Where(type => !type.State.IsPaused)]
            : [];
    }
}
