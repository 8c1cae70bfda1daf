namespace AgentState;

/// <summary>Asks the database whether an agent is alive.</summary>
internal static class LivenessReader
{
    public static async Task<AgentLiveness> ReadAsync(
        IDocumentStore documents, AgentOptions options, string agentId, CancellationToken cancellationToken)
    {
        var query = AgentQueries.InstancesOfOne(limit: 1).Build();
        var found = await documents.QueryAsync(AgentChanges.NameOf(documents.Root, agentId), query, cancellationToken).ConfigureAwait(false);
        var newest = found.Documents is [var document, ..] ? InstanceDocument.TryRead(documents.Root, document, options.HeartbeatInterval) : null;
        return LivenessRules.Of(newest, found.ReadTime.ToDateTimeOffset());
    }
}
