using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>The registry over any engine.</summary>
internal sealed class AgentRegistry(
    DocumentStack stack,
    SharedListeners listeners,
    AgentCounters counters,
    Heartbeats heartbeats,
    WantedStates wantedStates,
    ActivityForm history,
    AgentOptions options,
    ILogger<AgentRegistry> logger) : IAgentRegistry
{
    private readonly InstanceStarter starter = new(stack, options, heartbeats);
    private readonly AgentSweeper sweeper = new(stack, history, options, logger);
    private readonly PresenceWatch presences = new(stack, listeners, options, logger);
    private readonly IDocumentStore documents = stack.Documents;

    public async Task<Agent> RegisterAsync(AgentRegistration registration, CancellationToken cancellationToken = default)
    {
        AgentArguments.Check(registration);
        var name = AgentChanges.NameOf(documents.Root, registration.Id);
        var defined = AgentDocument.Defined(registration);
        DocumentGuard.Check(name, defined, nameof(registration));

        var change = AgentChanges.Register(documents.Root, registration);
        var result = await stack.Writer.WriteAsync(change, cancellationToken).ConfigureAwait(false);
        return AgentDocument.ReadLeniently(result.Written is { } written ? Redefined(result.Before, defined, written) : result.Before.Document!);
    }

    public async Task<Agent?> GetAsync(string agentId, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(agentId);

        var snapshots = await documents.GetAsync([AgentChanges.NameOf(documents.Root, agentId)], cancellationToken).ConfigureAwait(false);
        return snapshots[0].Document is { } document ? AgentDocument.Read(document) : null;
    }

    public async Task SetStatusAsync(string agentId, AgentStatus status, string? reason = null, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(agentId);
        AgentArguments.CheckKnown(status);
        var change = AgentChanges.SetStatus(documents.Root, agentId, status);
        if (reason is null)
        {
            await stack.Writer.WriteAsync(change, cancellationToken).ConfigureAwait(false);
            return;
        }

        Arguments.CheckText(reason);
        var told = StatusHistory.Entry(agentId, status, reason);
        var entry = history.Add(told);
        if (history.NeedsClock(told.Level))
        {
            await stack.SetClockAsync(AgentDocument.Collection, cancellationToken).ConfigureAwait(false);
        }

        await stack.Writer.WriteAsync([change, entry], cancellationToken).ConfigureAwait(false);
    }

    public async Task SetWantedStateAsync(string agentId, AgentWantedState wanted, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(agentId);
        AgentArguments.CheckKnown(wanted);

        var askedAt = stack.Time.GetTimestamp();
        await stack.Writer.WriteAsync(AgentChanges.SetWanted(documents.Root, agentId, wanted), cancellationToken).ConfigureAwait(false);
        wantedStates.Learn(agentId, wanted, askedAt);
    }

    public Task<AgentInstance> StartInstanceAsync(
        AgentRegistration registration, AgentInstanceOptions? options = null, CancellationToken cancellationToken = default)
    {
        AgentArguments.Check(registration);
        AgentArguments.Check(options);
        DocumentGuard.Check(AgentChanges.NameOf(documents.Root, registration.Id), AgentDocument.Defined(registration), nameof(registration));

        return starter.StartAsync(registration, options, cancellationToken);
    }

    public Task<AgentLiveness> GetLivenessAsync(string agentId, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(agentId);

        return LivenessReader.ReadAsync(documents, options, agentId, cancellationToken);
    }

    public Task<IReadOnlyList<string>> SweepAsync(CancellationToken cancellationToken = default) => sweeper.SweepAsync(cancellationToken);

    public Task ReplaceConfigAsync(
        string agentId, StateMap config, WriteCondition? condition = null, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(agentId);
        AgentArguments.CheckConfig(config);

        return stack.Writer.WriteAsync(AgentChanges.ReplaceConfig(documents.Root, agentId, config, condition), cancellationToken);
    }

    public Task PatchConfigAsync(
        string agentId, MapPatch patch, WriteCondition? condition = null, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(agentId);
        ArgumentNullException.ThrowIfNull(patch);
        patch.CheckUnder(AgentFields.Config, nameof(patch));

        return stack.Writer.WriteAsync(AgentChanges.PatchConfig(documents.Root, agentId, patch, condition), cancellationToken);
    }

    public Task IncrementStatsAsync(string agentId, AgentStats increment, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(agentId);
        AgentArguments.CheckIncrement(increment);
        cancellationToken.ThrowIfCancellationRequested();

        return counters.StoreAsync(agentId, increment, cancellationToken);
    }

    public Task<Page<Agent>> ListAsync(AgentFilter? filter = null, PageRequest? page = null, CancellationToken cancellationToken = default) =>
        DocumentPages.ReadAsync(documents, AgentQueries.Listed(filter ?? AgentFilter.All), page, AgentDocument.Read, cancellationToken);

    public Task DeregisterAsync(string agentId, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(agentId);

        return stack.Writer.WriteAsync(AgentChanges.Deregister(documents.Root, agentId), cancellationToken);
    }

    public IAsyncEnumerable<Agent?> WatchAsync(string agentId, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(agentId);

        return AgentWatch.OneAsync(listeners, AgentChanges.NameOf(documents.Root, agentId), cancellationToken);
    }

    public IAsyncEnumerable<AgentsSnapshot> WatchAllAsync(AgentFilter? filter = null, CancellationToken cancellationToken = default) =>
        AgentWatch.AllAsync(listeners, documents.Root, filter ?? AgentFilter.All, cancellationToken);

    public IAsyncEnumerable<AgentPresence?> WatchPresenceAsync(string agentId, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(agentId);

        return presences.OneAsync(agentId, cancellationToken);
    }

    public IAsyncEnumerable<FleetSnapshot> WatchFleetAsync(
        AgentFilter? filter = null, FleetWatchOptions? options = null, CancellationToken cancellationToken = default) =>
        presences.AllAsync(filter ?? AgentFilter.All, options, cancellationToken);

    // What the database has now: what it had, and what was written over it.
    private static Document Redefined(DocumentSnapshot before, IReadOnlyDictionary<string, Value> defined, WriteResult written)
    {
        var document = new Document { Name = before.Name, UpdateTime = written.UpdateTime };
        foreach (var (field, value) in (before.Document?.Fields ?? AgentDocument.Initial).Concat(defined))
        {
            document.Fields[field] = value;
        }

        return document;
    }
}
