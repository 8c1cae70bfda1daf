using AgentState;

namespace FleetMonitor.Views;

/// <summary>A view of the fleet; its methods are called from any thread.</summary>
internal interface IFleetView
{
    /// <summary>Shows the current state until it is cancelled.</summary>
    Task RunAsync(CancellationToken cancellationToken);

    /// <summary>Updates the agents.</summary>
    void Show(AgentsSnapshot fleet);

    /// <summary>Adds log entries, oldest first.</summary>
    void Show(IReadOnlyList<ActivityEntry> entries);

    /// <summary>Updates the counts of the queue.</summary>
    void Show(IReadOnlyList<QueueDepth> depths);
}
