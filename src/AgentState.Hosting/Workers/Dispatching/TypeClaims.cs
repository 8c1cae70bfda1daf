using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Claims tasks for each type by itself: whether it may be claimed (<see cref="Begin"/>), then a query (<see cref="Found"/>), then the
/// claims in the shared call (<see cref="TakeReady"/>, <see cref="Sent"/>); of a limited type by commits of their own
/// (<see cref="ClaimedWithSlots"/>). A type whose calls are slow keeps no other waiting. The dispatcher's loop alone touches it.
/// </summary>
internal sealed class TypeClaims(ClaimSearch search, DispatcherInbox inbox, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // How long a type that is paused, or has no free slot, is left alone, unless something is reported of it.
    private static readonly TimeSpan BlockDelay = TimeSpan.FromSeconds(5);

    /// <summary>Candidates that may be claimed now, of all types, for the shared call that is about to be sent.</summary>
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

    public static void ShareRead(DispatcherMessage.ShareRead read)
    {
        read.Queue.Activity = ClaimActivity.None;
        read.Queue.Candidates.Take(read.Share);
    }

    public static void LaneIndexMissing(DispatcherMessage.LaneIndexMissing missing)
    {
        missing.Queue.Activity = ClaimActivity.None;
        missing.Queue.Candidates.DoWithoutIndex();
        missing.Queue.Peek();
    }

    /// <summary>Begins the next step of a type, where there is one to begin.</summary>
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
        queue.Candidates.Offer(found.Tasks, found.MayBeMore, found.Look, found.At);
        if (found.Tasks.Count > 0 || found.MayBeMore)
        {
            queue.State = TypeQueueState.NeedsWork;
        }
        else if (found.Look.IsOfAll)
        {
            queue.State = TypeQueueState.Idle;
        }
        else
        {
            // A lane or a place behind others was empty: that says nothing of the rest.
            queue.Peek();
        }

        if (found.Tasks.Count > 0 && queue.Candidates.HasNothing)
        {
            // Where many of them wait, the others are busy for a while.
            Block(queue, found.MayBeMore ? 4 * ClaimPlace.Courtesy : ClaimPlace.Courtesy);
        }
    }

    public void ClaimedWithSlots(DispatcherMessage.ClaimedWithSlots claimed)
    {
        var queue = claimed.Queue;
        queue.Claiming -= claimed.Count;
        if (claimed.Claims is not { } claims)
        {
            LookFailed(queue, claimed.Error!);
            return;
        }

        queue.State = claims.End is LimitedEnd.NoTask ? TypeQueueState.Idle : TypeQueueState.NeedsWork;
        if (claims.End is LimitedEnd.NoSlot && !queue.AreSlotsTaken)
        {
            queue.AreSlotsTaken = true;
            inbox.PostLater(new DispatcherMessage.SlotsMayBeFree(queue), BlockDelay);
        }
    }

    public static void SlotsMayBeFree(DispatcherMessage.SlotsMayBeFree free) => free.Queue.AreSlotsTaken = false;

    public void Failed(DispatcherMessage.ClaimFailed failed)
    {
        failed.Queue.Activity = ClaimActivity.None;
        LookFailed(failed.Queue, failed.Error);
    }

    /// <summary>Takes what became of the claims in the shared call.</summary>
    public void Sent(SentExchange call, ExchangeResult? result, Exception? error)
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
            // What this process holds has slots, which it will soon free itself. Others' are looked for now and then.
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

    private void LookFailed(TypeQueue queue, Exception error)
    {
        HostingLog.LookFailed(logger, queue.Type, error);
        queue.Peek();
        Block(queue, RetryDelay);
    }

    private void Find(TypeQueue queue)
    {
        if (queue.Candidates.NeedsShare)
        {
            Follow(queue, ClaimActivity.ReadingShare, () => search.ReadShareAsync(queue));
            return;
        }

        queue.State = queue.State is TypeQueueState.Peeking ? TypeQueueState.Idle : queue.State;
        var look = queue.Candidates.Look(queue.Room);
        Follow(queue, ClaimActivity.Finding, () => search.FindAsync(queue, look));
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

    // The listener does not report it again: it is looked for.
    private void Refused(TypeQueue queue, TaskCandidate candidate, AgentStateException error)
    {
        queue.Peek();
        switch (error)
        {
            case StateUnavailableException:
                // One that may have been claimed, or will be.
                HostingLog.LookFailed(logger, queue.Type, error);
                break;
            case StateQuotaExceededException or StatePermissionException or DatabaseNotFoundException:
                HostingLog.LookFailed(logger, queue.Type, error);
                Block(queue, RetryDelay);
                break;
            default:
                search.Skip(candidate, error);
                break;
        }
    }

    private void Block(TypeQueue queue, TimeSpan delay) => inbox.PostLater(new DispatcherMessage.BlockOver(queue, queue.Block()), delay);
}
