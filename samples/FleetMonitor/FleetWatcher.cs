using AgentState;
using FleetMonitor.Views;

namespace FleetMonitor;

/// <summary>Watches the fleet, and reads the log and the queue after each change.</summary>
/// <remarks>
/// It does not poll, so a fleet without changes costs only its heartbeats. A log entry without a change of an agent is shown after the next
/// change.
/// </remarks>
internal sealed class FleetWatcher
{
    private readonly AgentStateClient client;
    private readonly CommandLine options;
    private readonly IFleetView view;
    private readonly LogTail tail;
    private readonly OnDemand log;
    private readonly OnDemand queue;
    private IReadOnlyList<string> types = [];

    public FleetWatcher(AgentStateClient client, CommandLine options, IFleetView view)
    {
        (this.client, this.options, this.view) = (client, options, view);
        tail = new LogTail(client.Activity);
        log = new OnDemand(TimeSpan.FromSeconds(1), ReadLogAsync);
        queue = new OnDemand(TimeSpan.FromSeconds(5), CountQueueAsync);
    }

    public Task RunAsync(CancellationToken cancellationToken) =>
        Together.RunAsync([WatchAsync, log.RunAsync, queue.RunAsync, view.RunAsync], cancellationToken);

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        log.Ask();

        // The first snapshot has all agents, later ones the changes. Heartbeats are included, for their column.
        await foreach (var fleet in client.Agents.WatchAllAsync(options.Filter, LivenessDetail.Heartbeats, cancellationToken))
        {
            view.Show(fleet);
            if (fleet.Changes.Any(IsMoreThanABeat))
            {
                types = [.. fleet.Agents.Select(agent => agent.Type).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
                log.Ask();
                if (options.Queue)
                {
                    queue.Ask();
                }
            }
        }
    }

    private async Task ReadLogAsync(CancellationToken cancellationToken)
    {
        if (await tail.ReadAsync(cancellationToken) is { Count: > 0 } entries)
        {
            view.Show(entries);
        }
    }

    private async Task CountQueueAsync(CancellationToken cancellationToken) =>
        view.Show(await Task.WhenAll(types.Select(type => QueueDepth.CountAsync(client.Tasks, type, cancellationToken))));

    private static bool IsMoreThanABeat(AgentChange change) =>
        change.Before?.Version != change.After?.Version || change.Before?.Liveness?.Grade != change.After?.Liveness?.Grade;
}
