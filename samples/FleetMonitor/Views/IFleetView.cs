using AgentState;

namespace FleetMonitor.Views;

/// <summary>Where the fleet is shown. Each part comes when there is something new to it, from any thread.</summary>
internal interface IFleetView
{
    /// <summary>Shows what it was given, until it is cancelled.</summary>
    Task RunAsync(CancellationToken cancellationToken);

    /// <summary>The agents have changed.</summary>
    void Show(FleetSnapshot fleet);

    /// <summary>The log has grown by these, the oldest first.</summary>
    void Show(IReadOnlyList<ActivityEntry> entries);

    /// <summary>The queue was counted.</summary>
    void Show(IReadOnlyList<QueueDepth> depths);
}
