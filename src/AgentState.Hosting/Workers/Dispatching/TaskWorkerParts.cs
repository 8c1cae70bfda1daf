using AgentState.Internal.Hosting.Workers.Attempts;
using AgentState.Internal.Hosting.Workers.Leases;
using AgentState.Internal.Hosting.Workers.Reporting;

namespace AgentState.Internal.Hosting.Workers.Dispatching;

/// <summary>The parts that the workers of one registration share.</summary>
internal sealed record TaskWorkerParts
{
    public required IReadOnlyList<TypeQueue> Workers { get; init; }

    public required IReadOnlyList<WorkerStatus> Statuses { get; init; }

    public required TaskDispatcher Dispatcher { get; init; }

    public required DispatcherInbox Inbox { get; init; }

    public required LeaseKeeper Keeper { get; init; }

    public required HandlerCheck Check { get; init; }

    public required CancelWatch Cancels { get; init; }
}
