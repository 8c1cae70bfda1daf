using AgentState.Internal.Agents.Stored;
using AgentState.Internal.Data;
using AgentState.Internal.Documents;

namespace AgentState.Internal.Agents.Liveness;

/// <summary>Reads the liveness of an agent from the database.</summary>
internal static class LivenessReader
{
    public static async Task<AgentLiveness> ReadAsync(
        IDocumentStore documents, AgentOptions options, string agentId, CancellationToken cancellationToken)
    {
        var found = await QueryAsync(until: null).ConfigureAwait(false);
        var readAt = found.ReadTime.ToDateTimeOffset();
        var newest = Newest(found);
        if (found.Documents is [var first] && new OptionalFields(first).Time(InstanceFields.LastHeartbeat) > readAt)
        {
            // Another client stored a heartbeat in the future, which may hide a newer valid heartbeat.
            var others = Newest(await QueryAsync(readAt).ConfigureAwait(false));
            newest = others?.LastHeartbeat > newest?.LastHeartbeat ? others : newest;
        }

        return LivenessRules.Of(newest, readAt);

        InstanceRecord? Newest(QueryResult result) =>
            result.Documents is [var document] ? InstanceDocument.Read(documents.Root, document, options.HeartbeatInterval) : null;

        Task<QueryResult> QueryAsync(DateTimeOffset? until) => documents.QueryAsync(
            AgentWrites.NameOf(documents.Root, agentId), AgentQueries.InstancesOfOne(limit: 1, until).Build(), cancellationToken);
    }
}
