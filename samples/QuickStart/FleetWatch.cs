using AgentState;

namespace QuickStart;

/// <summary>Prints changes of the fleet to the console.</summary>
internal sealed class FleetWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly Dictionary<string, StateVersion> seen = [];
    private readonly SemaphoreSlim news = new(0);
    private readonly Task watching;

    private FleetWatch(IAgentRegistry agents) => watching = WatchAsync(agents);

    public static FleetWatch Start(IAgentRegistry agents) => new(agents);

    /// <summary>Waits until the watch has returned the given version of the agent.</summary>
    public async Task CaughtUpAsync(Agent? agent)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (agent is not null && !IsTold(agent) && !watching.IsCompleted)
        {
            await news.WaitAsync(patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        try
        {
            await watching;
        }
        catch (OperationCanceledException)
        {
            // The expected end of the watch.
        }

        end.Dispose();
        news.Dispose();
    }

    private async Task WatchAsync(IAgentRegistry agents)
    {
        await foreach (var fleet in agents.WatchAllAsync(cancellationToken: end.Token))
        {
            foreach (var change in fleet.Changes)
            {
                Console.WriteLine($"  {fleet.ReadAt:HH:mm:ss.fff}  {change.AgentId}: {Describe(change)}");
            }

            lock (seen)
            {
                foreach (var agent in fleet.Agents)
                {
                    seen[agent.Id] = agent.Version;
                }
            }

            news.Release();
        }
    }

    private bool IsTold(Agent agent)
    {
        lock (seen)
        {
            return seen.TryGetValue(agent.Id, out var version) && version == agent.Version;
        }
    }

    private static string Describe(AgentChange change) => change switch
    {
        { After: null } => "gone",
        { Before: null, After: { } after } =>
            $"{Word(after.Status)}, tasks completed: {after.Stats.TasksCompleted}, errors: {after.Stats.Errors}",
        { Before: { } before, After: { } after } when before.Status != after.Status => $"{Word(before.Status)} -> {Word(after.Status)}",
        { After: { } after } => $"tasks completed: {after.Stats.TasksCompleted}, errors: {after.Stats.Errors}",
    };

    private static string Word(AgentStatus status) => status.ToString().ToLowerInvariant();
}
