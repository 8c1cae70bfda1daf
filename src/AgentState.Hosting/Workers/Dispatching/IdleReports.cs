using AgentState.Internal.Tasks.Partitions;
using AgentState.Internal.Tasks.Stored;

namespace AgentState.Internal.Hosting.Workers.Dispatching;

/// <summary>Processes the reports of the listeners of idle types. Only the dispatcher's loop uses it.</summary>
internal static class IdleReports
{
    /// <summary>Processes a report of the listener of an idle type.</summary>
    public static void Reported(DispatcherMessage.Reported reported, DispatcherInbox inbox)
    {
        var queue = reported.Queue;
        queue.AreThere = reported.Tasks.Count > 0;
        if (!queue.IsIdle || !queue.AreThere)
        {
            return;
        }

        if (!reported.IsFirst || reported.Tasks.Count > 1 ||
            queue is not { Room: > 0, MayClaim: true, Limit: null, Activity: ClaimActivity.None })
        {
            queue.State = TypeQueueState.NeedsWork;
            return;
        }

        // A single task is claimed without a query, or left to another process. The listener reports whether that process claims it.
        queue.Candidates.Offer(reported.Tasks, mayBeMore: false, new ClaimProbe(1), reported.At);
        if (queue.Candidates.HasNothing)
        {
            inbox.PostLater(new DispatcherMessage.YieldOver(queue), PartitionedClaimCursor.YieldDelay);
        }
    }

    /// <summary>Makes the type query for tasks if the owner of the single reported task has not claimed it in time.</summary>
    public static void YieldOver(DispatcherMessage.YieldOver over)
    {
        if (over.Queue is { IsIdle: true, AreThere: true })
        {
            over.Queue.State = TypeQueueState.NeedsWork;
        }
    }
}
