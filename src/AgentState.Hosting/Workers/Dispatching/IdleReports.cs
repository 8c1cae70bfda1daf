namespace AgentState;

/// <summary>Takes what the listeners of idle types report. The dispatcher's loop alone calls it.</summary>
internal static class IdleReports
{
    /// <summary>Takes what the listener of an idle type reports.</summary>
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

        // A single one: it is claimed without a query, or left to another process; the listener reports whether that took it.
        queue.Candidates.Offer(reported.Tasks, mayBeMore: false, new ClaimLook(1), reported.At);
        if (queue.Candidates.HasNothing)
        {
            inbox.PostLater(new DispatcherMessage.CourtesyOver(queue), ClaimPlace.Courtesy);
        }
    }

    /// <summary>
    /// The process that the single reported task belongs to has not claimed it, and the listener reports it still: it is looked for.
    /// </summary>
    public static void CourtesyOver(DispatcherMessage.CourtesyOver over)
    {
        if (over.Queue is { IsIdle: true, AreThere: true })
        {
            over.Queue.State = TypeQueueState.NeedsWork;
        }
    }
}
