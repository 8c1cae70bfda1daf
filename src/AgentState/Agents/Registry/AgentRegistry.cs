using AgentState.Internal.Activities;
using AgentState.Internal.Agents.Counting;
using AgentState.Internal.Agents.Instances;
using AgentState.Internal.Agents.Stored;
using AgentState.Internal.Data.Checks;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Agents.Registry;

/// <summary>The implementation of <see cref="IAgentRegistry"/> for every engine.</summary>
internal sealed class AgentRegistry(
    DocumentStack stack,
    AgentReader reader,
    InstanceStarter starter,
    AgentSweeper sweeper,
    CounterStore counters,
    DesiredStates desiredStates,
    ActivityForm history) : IAgentRegistry
{
    private readonly IDocumentStore documents = stack.Documents;

    public async Task<Agent> RegisterAsync(AgentRegistration registration, CancellationToken cancellationToken = default)
    {
        AgentArguments.Check(registration);
        var name = AgentWrites.NameOf(documents.Root, registration.Id);
        var defined = AgentDocument.Defined(registration);
        DocumentGuard.Check(name, defined, nameof(registration));

        var change = AgentWrites.Register(documents.Root, registration);
        var result = await stack.Writer.WriteAsync(change, cancellationToken).ConfigureAwait(false);
        return AgentDocument.ReadLeniently(
            result.Written is { } written ? Redefined(result.Before, defined, written) : result.Before.Document!);
    }

    public async Task<Agent?> GetAsync(string agentId, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(agentId);

        return await reader.GetAsync(agentId, cancellationToken).ConfigureAwait(false);
    }

    public async Task SetStatusAsync(
        string agentId, AgentStatus status, string? reason = null, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(agentId);
        AgentArguments.CheckKnown(status);
        var change = AgentWrites.SetStatus(documents.Root, agentId, status);
        if (reason is null)
        {
            await stack.Writer.WriteAsync(change, cancellationToken).ConfigureAwait(false);
            return;
        }

        Arguments.CheckText(reason);
        var activity = StatusHistory.Entry(agentId, status, reason);
        var entry = history.Add(activity);
        if (history.NeedsClock(activity.Level))
        {
            await stack.SetClockAsync(AgentDocument.Collection, cancellationToken).ConfigureAwait(false);
        }

        await stack.Writer.WriteAsync([change, entry], cancellationToken).ConfigureAwait(false);
    }

    public async Task SetDesiredStateAsync(string agentId, AgentDesiredState desiredState, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(agentId);
        AgentArguments.CheckKnown(desiredState);

        var askedAt = stack.Time.GetTimestamp();
        var change = AgentWrites.SetDesiredState(documents.Root, agentId, desiredState);
        await stack.Writer.WriteAsync(change, cancellationToken).ConfigureAwait(false);
        desiredStates.Learn(agentId, desiredState, askedAt);
    }

    public Task<AgentInstance> StartInstanceAsync(
        AgentRegistration registration, AgentInstanceOptions? options = null, CancellationToken cancellationToken = default)
    {
        AgentArguments.Check(registration);
        AgentArguments.Check(options);
        DocumentGuard.Check(AgentWrites.NameOf(documents.Root, registration.Id), AgentDocument.Defined(registration), nameof(registration));

        return starter.StartAsync(registration, options, cancellationToken);
    }

    public Task<AgentLiveness> GetLivenessAsync(string agentId, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(agentId);

        return reader.GetLivenessAsync(agentId, cancellationToken);
    }

    public Task<IReadOnlyList<string>> SweepAsync(CancellationToken cancellationToken = default) => sweeper.SweepAsync(cancellationToken);

    public Task ReplaceConfigAsync(
        string agentId, StateMap config, WriteCondition? condition = null, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(agentId);
        AgentArguments.CheckConfig(config);

        return stack.Writer.WriteAsync(AgentWrites.ReplaceConfig(documents.Root, agentId, config, condition), cancellationToken);
    }

    public Task PatchConfigAsync(
        string agentId, MapPatch patch, WriteCondition? condition = null, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(agentId);
        ArgumentNullException.ThrowIfNull(patch);
        patch.CheckUnder(AgentFields.Config, nameof(patch));

        return stack.Writer.WriteAsync(AgentWrites.PatchConfig(documents.Root, agentId, patch, condition), cancellationToken);
    }

    public Task IncrementStatsAsync(string agentId, AgentStats increment, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(agentId);
        AgentArguments.CheckIncrement(increment);
        cancellationToken.ThrowIfCancellationRequested();

        return counters.StoreAsync(agentId, increment, cancellationToken);
    }

    public Task<Page<Agent>> ListAsync(
        AgentFilter? filter = null, PageRequest? page = null, CancellationToken cancellationToken = default) =>
        reader.ListAsync(filter ?? AgentFilter.All, page, cancellationToken);

    public Task DeregisterAsync(string agentId, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(agentId);

        return stack.Writer.WriteAsync(AgentWrites.Deregister(documents.Root, agentId), cancellationToken);
    }

    public IAsyncEnumerable<Agent?> WatchAsync(
        string agentId, LivenessDetail liveness = LivenessDetail.None, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(agentId);
        AgentArguments.Check(liveness);

        return reader.WatchAsync(agentId, liveness, cancellationToken);
    }

    public IAsyncEnumerable<AgentsSnapshot> WatchAllAsync(
        AgentFilter? filter = null, LivenessDetail liveness = LivenessDetail.None, CancellationToken cancellationToken = default)
    {
        AgentArguments.Check(liveness);

        return reader.WatchAllAsync(filter ?? AgentFilter.All, liveness, cancellationToken);
    }

    // The stored document after the write: the fields before it, overwritten by the definition.
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
