using AgentState.Internal.Agents.Liveness;
using AgentState.Internal.Agents.Stored;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Watching;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Agents.Registry;

/// <summary>Reads, lists and watches agents, with or without their liveness.</summary>
internal sealed class AgentReader(DocumentStack stack, ListenerHub listeners, AgentOptions options, ILogger logger)
{
    private readonly LivenessWatch livenessWatch = new(stack, listeners, options, logger);
    private readonly IDocumentStore documents = stack.Documents;

    public async Task<Agent?> GetAsync(string agentId, CancellationToken cancellationToken)
    {
        var snapshots = await documents.GetAsync([AgentWrites.NameOf(documents.Root, agentId)], cancellationToken).ConfigureAwait(false);
        return snapshots[0].Document is { } document ? AgentDocument.Read(document) : null;
    }

    public Task<Page<Agent>> ListAsync(AgentFilter filter, PageRequest? page, CancellationToken cancellationToken) =>
        DocumentPages.ReadAsync(documents, AgentQueries.Listed(filter), page, AgentDocument.Read, cancellationToken);

    public Task<AgentLiveness> GetLivenessAsync(string agentId, CancellationToken cancellationToken) =>
        LivenessReader.ReadAsync(documents, options, agentId, cancellationToken);

    public IAsyncEnumerable<Agent?> WatchAsync(string agentId, LivenessDetail liveness, CancellationToken cancellationToken) =>
        liveness is LivenessDetail.None
            ? AgentWatch.OneAsync(listeners, AgentWrites.NameOf(documents.Root, agentId), cancellationToken)
            : livenessWatch.OneAsync(agentId, liveness, cancellationToken);

    public IAsyncEnumerable<AgentsSnapshot> WatchAllAsync(
        AgentFilter filter, LivenessDetail liveness, CancellationToken cancellationToken) =>
        liveness is LivenessDetail.None
            ? AgentWatch.AllAsync(listeners, documents.Root, filter, cancellationToken)
            : livenessWatch.AllAsync(filter, liveness, cancellationToken);
}
