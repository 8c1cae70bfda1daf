namespace AgentState.Chaos;

/// <summary>A kind of watch, and the query whose result it must reach.</summary>
/// <param name="Name">The name in the report.</param>
/// <param name="Watch">The watch.</param>
/// <param name="Expected">Reads the stored agents of the watch.</param>
internal sealed record WatchKind(
    string Name,
    Func<IAgentRegistry, CancellationToken, IAsyncEnumerable<Told>> Watch,
    Func<IAgentRegistry, Task<IReadOnlyList<Agent>>> Expected)
{
    /// <summary>The agent that shows whether a watch has healed; every kind of watch includes it.</summary>
    public const string Marker = "marker";

    public static IReadOnlyList<WatchKind> All { get; } =
    [
        OfFilter("all", AgentFilter.All),
        OfFilter("running", AgentFilter.ByStatus(AgentStatus.Running)),
        OfFilter("data", AgentFilter.ByType(AgentTypes.Data)),
        new("fleet", FleetAsync, registry => ListAsync(registry, AgentFilter.All)),
        new("one", OneAsync, async registry => await registry.GetAsync(Marker) is { } agent ? [agent] : []),
    ];

    private static WatchKind OfFilter(string name, AgentFilter filter) =>
        new(name, (registry, token) => FilteredAsync(registry, filter, token), registry => ListAsync(registry, filter));

    private static IAsyncEnumerable<Told> FilteredAsync(
        IAgentRegistry registry, AgentFilter filter, CancellationToken cancellationToken) =>
        registry
            .WatchAllAsync(filter, cancellationToken: cancellationToken)
            .Select(static snapshot => new Told(snapshot.ReadAt, snapshot.Agents, snapshot.Changes));

    private static IAsyncEnumerable<Told> FleetAsync(IAgentRegistry registry, CancellationToken cancellationToken) => registry
        .WatchAllAsync(liveness: LivenessDetail.Grades, cancellationToken: cancellationToken)
        .Select(static snapshot => new Told(snapshot.ReadAt, snapshot.Agents, snapshot.Changes));

    private static IAsyncEnumerable<Told> OneAsync(IAgentRegistry registry, CancellationToken cancellationToken)
    {
        Agent? before = null;
        return registry.WatchAsync(Marker, cancellationToken: cancellationToken).Select(agent =>
        {
            // If the agent does not exist at first, the first snapshot has no change.
            AgentChange[] changes = before is null && agent is null
                ? []
                : [new AgentChange { AgentId = Marker, Before = before, After = agent }];
            before = agent;
            return new Told(ReadAt: null, agent is null ? [] : [agent], changes);
        });
    }

    private static async Task<IReadOnlyList<Agent>> ListAsync(IAgentRegistry registry, AgentFilter filter)
    {
        var all = new List<Agent>();
        var page = new PageRequest { Size = 300 };
        while (true)
        {
            var found = await registry.ListAsync(filter, page);
            all.AddRange(found.Items);
            if (found.ContinuationToken is not { } next)
            {
                return all;
            }

            page = page with { ContinuationToken = next };
        }
    }
}
