using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Benchmarks;

/// <summary>The memory of watching many agents.</summary>
/// <param name="Library">Bytes of a watch of the library.</param>
/// <param name="Second">Additional bytes of a second, equal watch.</param>
/// <param name="Raw">Bytes of the documents alone, in a dictionary.</param>
internal sealed record WatchMemory(long Library, long Second, long Raw)
{
    public const int Agents = 10_000;

    public static async Task<WatchMemory> TakeAsync(string emulatorHost, string projectId, CancellationToken cancellationToken)
    {
        var connection = FirestoreConnection.ToEmulator(emulatorHost, new DatabaseRoot(projectId));
        using var channel = new FirestoreChannel(connection);
        await Fleet.SeedAsync(channel, connection.Root, Agents, cancellationToken);
        await using var provider = Fleet.Provide(emulatorHost, projectId);
        var registry = provider.GetRequiredService<IAgentRegistry>();
        await registry.GetAsync(Fleet.AgentId(0), cancellationToken);

        var nothing = Held();
        await using var first = await WatchAsync(registry, cancellationToken);
        var one = Held();
        await using var second = await WatchAsync(registry, cancellationToken);
        var two = Held();
        using var raw = await RawWatch.StartAsync(channel, connection.Root, cancellationToken);
        await raw.NextAsync(cancellationToken);
        var all = Held();

        GC.KeepAlive(first.Current);
        GC.KeepAlive(second.Current);
        GC.KeepAlive(raw.Documents);
        return new WatchMemory(one - nothing, two - one, all - two);
    }

    private static async Task<IAsyncEnumerator<AgentsSnapshot>> WatchAsync(IAgentRegistry registry, CancellationToken cancellationToken)
    {
        var watch = registry.WatchAllAsync(cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
        await watch.MoveNextAsync();
        if (watch.Current.Agents.Count != Agents)
        {
            throw new InvalidOperationException($"The watch returned {watch.Current.Agents.Count} agents instead of {Agents}.");
        }

        return watch;
    }

    private static long Held()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
