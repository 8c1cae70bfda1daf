using AgentState.Internal.Tasks.Batching;
using AgentState.Internal.Tasks.Claiming;
using AgentState.Internal.Tasks.Partitions;
using AgentState.Internal.Tasks.Stored;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting.Workers.Dispatching;

/// <summary>
/// Claims tasks for each type independently, so that slow calls of one type delay no other. Only the dispatcher's loop uses it.
/// </summary>
/// <remarks>
/// The steps are the claim policy (<see cref="Begin"/>), a query (<see cref="Found"/>), and the claims in the batch
/// (<see cref="TakeReady"/>, <see cref="Sent"/>). Tasks of a type with a concurrency limit are claimed by commits of their own
/// (<see cref="ClaimedWithSlots"/>).
/// </remarks>
internal sealed class TypeClaims(ClaimSearch search, DispatcherInbox inbox, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // How long a type that is paused or has no free slot is blocked, unless its listener reports something.
    private static readonly TimeSpan BlockDelay = TimeSpan.FromSeconds(5);

    /// <summary>Removes and returns the candidates of all types to claim with the next batch.</summary>
    public static IReadOnlyList<(TypeQueue Queue, TaskCandidate Candidate)> TakeReady(IReadOnlyList<TypeQueue> queues)
    {
        var taken = new List<(TypeQueue, TaskCandidate)>();
        foreach (var queue in queues)
        {
            if (queue.Activity is ClaimActivity.ReadyToSend)
            {
                var candidates = queue.MayClaim ? queue.Candidates.Take(queue.Room) : [];
                queue.Activity = candidates.Count > 0 ? ClaimActivity.Sending : ClaimActivity.None;
                taken.AddRange(candidates.Select(candidate => (queue, candidate)));
            }
        }

        return taken;
    }

    /// <summary>Begins the next step of a type, if it needs work.</summary>
    public void Begin(TypeQueue queue)
    {
        if (!queue.WantsWork)
        {
            return;
        }

        if (queue.OnlyPeeks)
        {
            Find(queue);
            return;
        }

        var reading = search.ReadPolicyAsync(queue);
        if (reading.IsCompletedSuccessfully)
        {
            Opened(queue, reading.Result);
        }
        else
        {
            var askedAt = time.GetTimestamp();
            Follow(
                queue,
                ClaimActivity.ReadingPolicy,
                async () => new DispatcherMessage.PolicyRead(queue, await reading.ConfigureAwait(false), askedAt));
        }
    }

    public void PolicyRead(DispatcherMessage.PolicyRead read)
    {
        read.Queue.Activity = ClaimActivity.None;
        read.Queue.Candidates.Excuse(read.AskedAt);
        Opened(read.Queue, read.Open);
    }

    public void Found(DispatcherMessage.Found found)
    {
        var queue = found.Queue;
        queue.Activity = ClaimActivity.None;
        queue.Candidates.Offer(found.Tasks, found.MayBeMore, found.Probe, found.At);
        if (found.Tasks.Count > 0 || found.MayBeMore)
        {
            queue.State = TypeQueueState.NeedsWork;
        }
        else if (found.Probe.IsOfAll)
        {
            queue.State = TypeQueueState.Idle;
        }
        else
        {
            // Only a partition, or the part of the queue behind other tasks, was empty. The rest may not be.
            queue.Peek();
        }

        if (found.Tasks.Count > 0 && queue.Candidates.HasNothing)
        {
            // If many of them wait, their owners are busy for a while.
            Block(queue, found.MayBeMore ? 4 * PartitionedClaimCursor.YieldDelay : PartitionedClaimCursor.YieldDelay);
        }
    }

    public void ClaimedWithSlots(DispatcherMessage.ClaimedWithSlots claimed)
    {
        var queue = claimed.Queue;
        queue.Claiming -= claimed.Count;
        if (claimed.Claims is not { } claims)
        {
            ProbeFailed(queue, claimed.Error!);
            return;
        }

        queue.State = claims.End is LimitedStop.NoTask ? TypeQueueState.Idle : TypeQueueState.NeedsWork;
        if (claims.End is LimitedStop.NoSlot && !queue.AreSlotsTaken)
        {
            queue.AreSlotsTaken = true;
            inbox.PostLater(new DispatcherMessage.SlotsMayBeFree(queue), BlockDelay);
        }
    }

    public static void SlotsMayBeFree(DispatcherMessage.SlotsMayBeFree free) => free.Queue.AreSlotsTaken = false;

    public void Failed(DispatcherMessage.ClaimFailed failed)
    {
        failed.Queue.Activity = ClaimActivity.None;
        ProbeFailed(failed.Queue, failed.Error);
    }

    /// <summary>Processes the results of the claims in the batch.</summary>
    public void Sent(SentBatch call, BatchResult? result, Exception? error)
    {
        for (var i = 0; i < call.Claims.Count; i++)
        {
            if (result?.Claims[i].Error is { } refusal)
            {
                Refused(call.Claims[i].Queue, call.Claims[i].Candidate, refusal);
            }
        }

        foreach (var group in Enumerable.Range(0, call.Claims.Count).GroupBy(i => call.Claims[i].Queue))
        {
            group.Key.Activity = ClaimActivity.None;
            if (result is null)
            {
                Failed(new DispatcherMessage.ClaimFailed(group.Key, error!));
            }
            else
            {
                var won = group.Count(i => result.Claims[i].Claimed is not null);
                group.Key.Candidates.Learn(won, group.Count(i => result.Claims[i].IsLost));
            }
        }
    }

    private void Opened(TypeQueue queue, ClaimableType? open)
    {
        if (open is not { } type)
        {
            Block(queue, BlockDelay);
            return;
        }

        queue.SetLimit(type.State.Limit);
        if (type.State.Limit is { } limit)
        {
            // Tasks held by this process have slots that it frees itself. Slots freed by other processes are read from time to time.
            var slots = Math.Min(limit, queue.Options.Concurrency) - queue.Held;
            var known = queue.AreSlotsTaken ? search.KnownFree(queue.Type, limit) : slots;
            var count = Math.Min(queue.Room, Math.Min(slots, known) - queue.Claiming);
            if (count > 0)
            {
                queue.Claiming += count;
                inbox.PostWhenDone(() => search.ClaimWithSlotsAsync(queue, type, count));
            }
        }
        else if (queue.Candidates.FreshCount > 0)
        {
            queue.Activity = ClaimActivity.ReadyToSend;
        }
        else
        {
            Find(queue);
        }
    }

    private void ProbeFailed(TypeQueue queue, Exception error)
    {
        HostingLog.ProbeFailed(logger, queue.Type, error);
        queue.Peek();
        Block(queue, RetryDelay);
    }

    private void Find(TypeQueue queue)
    {
        if (queue.Candidates.NeedsAssignment)
        {
            Follow(queue, ClaimActivity.ReadingAssignment, () => search.ReadAssignmentAsync(queue));
            return;
        }

        queue.State = queue.State is TypeQueueState.Peeking ? TypeQueueState.Idle : queue.State;
        var probe = queue.Candidates.Probe(queue.Room);
        Follow(queue, ClaimActivity.Finding, () => search.FindAsync(queue, probe));
    }

    private void Follow(TypeQueue queue, ClaimActivity activity, Func<Task<DispatcherMessage>> call)
    {
        queue.Activity = activity;
        inbox.PostWhenDone(async () =>
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (AgentStateException error)
            {
                return new DispatcherMessage.ClaimFailed(queue, error);
            }
        });
    }

    // The listener does not report the task again, so the type is queried.
    private void Refused(TypeQueue queue, TaskCandidate candidate, AgentStateException error)
    {
        queue.Peek();
        switch (error)
        {
            case StateUnavailableException:
                // The claim may have been applied, or may still be applied.
                HostingLog.ProbeFailed(logger, queue.Type, error);
                break;
            case StateQuotaExceededException or StatePermissionException or DatabaseNotFoundException:
                HostingLog.ProbeFailed(logger, queue.Type, error);
                Block(queue, RetryDelay);
                break;
            default:
                search.Skip(candidate, error);
                break;
        }
    }

    private void Block(TypeQueue queue, TimeSpan delay) => inbox.PostLater(new DispatcherMessage.BlockOver(queue, queue.Block()), delay);
}
