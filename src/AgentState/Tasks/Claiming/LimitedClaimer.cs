using System.Collections.Concurrent;
using AgentState.Internal.Documents;
using AgentState.Internal.Tasks.Limits;
using AgentState.Internal.Tasks.Stored;

namespace AgentState.Internal.Tasks.Claiming;

/// <summary>Claims tasks of a type with a concurrency limit.</summary>
/// <remarks>
/// For up to k tasks it sends one query and one read of the slots. Then it sends k parallel commits, each of one task and one slot. Two
/// claims of this process never try the same task or the same slot. Thread-safe.
/// </remarks>
internal sealed class LimitedClaimer(CandidateFinder finder, SlotAllocator slots, ClaimWriter writer, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, LimitedType> types = new(StringComparer.Ordinal);

    /// <summary>Counts the slots of a type that completions of this process have freed, and that need no read.</summary>
    public int KnownFree(string type, int limit) => slots.CountFreed(type, limit);

    /// <summary>Claims tasks of a type with a limit.</summary>
    /// <remarks>It queries again only if it claimed no task because other claims were faster, or the tasks cannot be claimed.</remarks>
    /// <param name="type">The type; its state has a limit.</param>
    /// <param name="agentId">The agent that claims.</param>
    /// <param name="count">The maximum number of tasks. It never claims more than the limit.</param>
    /// <param name="cancellationToken">Stops waiting. Claims that succeed afterwards are released without counting the attempts.</param>
    /// <returns>
    /// The claimed tasks, and why there are not more. No tasks are returned only with <see cref="LimitedStop.NoTask"/> or
    /// <see cref="LimitedStop.NoSlot"/>, each of which was true at one moment within the call.
    /// </returns>
    /// <exception cref="AgentStateException">The database did not answer, or refused; no task is known to be claimed.</exception>
    public async Task<LimitedClaims> ClaimAsync(ClaimableType type, string agentId, int count, CancellationToken cancellationToken)
    {
        var limit = type.State.Limit ?? throw new ArgumentException($"The type '{type.Type}' has no concurrency limit.", nameof(type));
        var wanted = Math.Min(count, limit);
        var known = types.GetOrAdd(type.Type, static (_, time) => new LimitedType(new Reservations(time)), time);
        while (true)
        {
            var readAt = known.Tried.Releases;
            var mustRead = KnownFree(type.Type, limit) < wanted;

            // The query also returns the tasks that other claims of this process try.
            var finding = finder.FindAsync(type.Type, agentId, new ClaimProbe(wanted + known.Tried.Count), cancellationToken);

            // If the last query found tasks, the slots are probably needed and are read in parallel.
            var reading = mustRead && known.HadTasks ? slots.ReadAsync(type.Type, limit, cancellationToken) : null;
            await Task.WhenAll(finding, reading ?? Task.CompletedTask).ConfigureAwait(false);
            var (found, mayBeMore) = await finding.ConfigureAwait(false);
            known.HadTasks = found.Count > 0;
            if (found.Count == 0)
            {
                return LimitedClaims.NoTask;
            }

            using var reservation = await ReserveAsync(type.Type, limit, Math.Min(wanted, found.Count), reading, cancellationToken)
                .ConfigureAwait(false);
            if (reservation.Free.Count == 0)
            {
                if (reservation.IsFinal)
                {
                    return LimitedClaims.NoSlot;
                }

                await reservation.WaitForOthersAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            TaskCandidate[] reserved =
                [.. found.Where(one => known.Tried.TryReserve(one.Document.Name, readAt)).Take(reservation.Free.Count)];
            if (reserved.Length == 0)
            {
                // Other claims of this process try all these tasks and may fail, so the queue may still have a task to claim.
                reservation.Dispose();
                await known.Tried.WaitAsync(readAt, cancellationToken).ConfigureAwait(false);
                continue;
            }

            var round = await Task.WhenAll(reserved.Zip(reservation.Free, (one, slot) => TryAsync(one, slot, known.Tried)))
                .ConfigureAwait(false);
            WonClaim[] claimed = [.. round.Select(one => one.Claimed).OfType<WonClaim>()];
            await writer.ThrowIfGoneAsync(claimed, cancellationToken).ConfigureAwait(false);
            if (claimed.Length > 0)
            {
                return new LimitedClaims(claimed, EndOf(claimed.Length));
            }

            if (Array.Find(round, one => one.Error is not null && !one.IsOfItsTask) is { Error: { } error })
            {
                throw error;
            }

            LimitedStop EndOf(int claimedCount) =>
                claimedCount == count ? LimitedStop.Complete
                : claimedCount == limit || (reservation.IsFinal && claimedCount == reservation.Free.Count && claimedCount < found.Count)
                    ? LimitedStop.NoSlot
                : claimedCount == found.Count && !mayBeMore ? LimitedStop.NoTask
                : LimitedStop.MayBeMore;
        }
    }

    // Uses freed slots, which need no read, if there are enough of them.
    private async Task<SlotReservation> ReserveAsync(
        string type, int limit, int count, Task<SlotRead>? reading, CancellationToken cancellationToken)
    {
        if (reading is null && KnownFree(type, limit) >= count)
        {
            var freed = slots.ReserveFreed(type, limit, count);
            if (freed.Free.Count > 0)
            {
                return freed;
            }
        }

        var read = await (reading ?? slots.ReadAsync(type, limit, cancellationToken)).ConfigureAwait(false);
        return await slots.ReserveAsync(read, count, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Attempt> TryAsync(TaskCandidate candidate, TaskSlot slot, Reservations tried)
    {
        try
        {
            return new Attempt(await writer.TryClaimAsync(candidate, slot).ConfigureAwait(false), Error: null);
        }
        catch (AgentStateException error)
        {
            var attempt = new Attempt(Claimed: null, error);
            if (attempt.IsOfItsTask)
            {
                finder.Skip(candidate, error);
            }

            return attempt;
        }
        finally
        {
            slot.Dispose();
            tried.Release(candidate.Document.Name);
        }
    }

    /// <summary>The state that this process keeps of a limited type.</summary>
    private sealed class LimitedType(Reservations tried)
    {
        /// <summary>The tasks that claims of this process try.</summary>
        public Reservations Tried => tried;

        /// <summary>Whether the last query found tasks.</summary>
        public bool HadTasks { get; set; }
    }

    private sealed record Attempt(WonClaim? Claimed, AgentStateException? Error)
    {
        public bool IsOfItsTask => Error is not null && DocumentErrors.IsOfOneDocument(Error);
    }
}
