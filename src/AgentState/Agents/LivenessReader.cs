namespace AgentState;

/// <summary>Asks the database whether an agent is alive.</summary>
internal static class LivenessReader
{
    public static async Task<AgentLiveness> ReadAsync(
        IDocumentStore documents, AgentOptions options, string agentId, CancellationToken cancellationToken)
    {
        var found = await QueryAsync(until: null).ConfigureAwait(false);
        var readAt = found.ReadTime.ToDateTimeOffset();
        if (found.Documents is [var first] && new OptionalFields(first).Time(InstanceFields.LastHeartbeat) > readAt)
        {
            // Nobody beats in the future: another program has written that, and it would hide who is alive.
            found = await QueryAsync(readAt).ConfigureAwait(false);
        }

        var newest = found.Documents is [var document] ? InstanceDocument.Read(documents.Root, document, options.HeartbeatInterval) : null;
        return LivenessRules.Of(newest, found.ReadTime.ToDateTimeOffset());

        Task<QueryResult> QueryAsync(DateTimeOffset? until) => documents.QueryAsync(
            AgentChanges.NameOf(documents.Root, agentId), AgentQueries.InstancesOfOne(limit: 1, until).Build(), cancellationToken);
    }
}
