using System.Collections.Concurrent;

namespace AgentState;

/// <summary>
/// Claims tasks of a type with a concurrency limit: one query and one read of the slots for up to k tasks, then k commits side by side,
/// each of a task and a slot of its own. Two claims of this process never try the same task, nor the same slot. Thread-safe.
/// </summary>
internal sealed class LimitedClaimer(CandidateFinder finder, TaskSlots slots, ClaimWriter writer, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, LimitedType> types = new(StringComparer.Ordinal);

    /// <summary>How many slots of a type are known to be free without a read: claims of this process have freed them.</summary>
    public int KnownFree(string type, int limit) => slots.CountFreed(type, limit);

    /// <summary>
    /// Claims up to so many tasks of a type that has a limit. Looks again only while it has claimed none, and another claim was faster.
    /// </summary>
    /// <param name="type">The type; its state has a limit.</param>
    /// <param name="agentId">The agent that claims.</param>
    /// <param name="count">How many at the most. More than the limit are never claimed.</param>
    /// <param name="cancellationToken">Stops waiting. Claims that succeed afterwards are given back, uncounted.</param>
    /// <returns>
    /// The claimed tasks, and why they are no more. None only with <see cref="LimitedEnd.NoTask"/> or <see cref="LimitedEnd.NoSlot"/>, each
    /// true at one moment inside the call.
    /// </returns>
    /// <exception cref="AgentStateException">The database did not answer, or refused; nothing is known to be claimed.</exception>
    public async Task<LimitedClaims> ClaimAsync(ClaimableType type, string agentId, int count, CancellationToken cancellationToken)
    {
        var limit = type.State.Limit ?? throw new ArgumentException($"The type '{type.Type}' has no limit.", nameof(type));
        var wanted = Math.Min(count, limit);
        var known = types.GetOrAdd(type.Type, static (_, time) => new LimitedType(new Reservations(time)), time);
        while (true)
        {
            var readAt = known.Tried.Releases;
            var mustRead = KnownFree(type.Type, limit) < wanted;

            // Those that other claims of this process try are found too.
            var finding = finder.FindAsync(type.Type, agentId, new ClaimLook(wanted + known.Tried.Count), cancellationToken);

            // Where there were tasks the last time, the slots are read beside the query: most likely they are needed.
            var reading = mustRead && known.HadTasks ? slots.ReadAsync(type.Type, limit, cancellationToken) : null;
            await Task.WhenAll(finding, reading ?? Task.CompletedTask).ConfigureAwait(false);
            var (found, mayBeMore) = await finding.ConfigureAwait(false);
            known.HadTasks = found.Count > 0;
            if (found.Count == 0)
            {
                return LimitedClaims.NoTask;
            }

            using var slotLook = await ReserveAsync(type.Type, limit, Math.Min(wanted, found.Count), reading, cancellationToken).ConfigureAwait(false);
            if (slotLook.Free.Count == 0)
            {
                if (slotLook.IsFinal)
                {
                    return LimitedClaims.NoSlot;
                }

                await slotLook.WaitForOthersAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            TaskCandidate[] reserved = [.. found.Where(one => known.Tried.TryReserve(one.Document.Name, readAt)).Take(slotLook.Free.Count)];
            if (reserved.Length == 0)
            {
                // Other claims of this process try all that were found, and may lose: that does not say that there is nothing.
                slotLook.Dispose();
                await known.Tried.WaitAsync(readAt, cancellationToken).ConfigureAwait(false);
                continue;
            }

            var round = await Task.WhenAll(reserved.Zip(slotLook.Free, (one, slot) => TryAsync(one, slot, known.Tried))).ConfigureAwait(false);
            ClaimedTask[] claimed = [.. round.Select(one => one.Claimed).OfType<ClaimedTask>()];
            await writer.ThrowIfGoneAsync(claimed, cancellationToken).ConfigureAwait(false);
            if (claimed.Length > 0)
            {
                return new LimitedClaims(claimed, EndOf(claimed.Length));
            }

            if (Array.Find(round, one => one.Error is not null && !one.IsOfItsTask) is { Error: { } error })
            {
                throw error;
            }

            LimitedEnd EndOf(int claimedCount) =>
                claimedCount == count ? LimitedEnd.Complete
                : claimedCount == limit || (slotLook.IsFinal && claimedCount == slotLook.Free.Count && claimedCount < found.Count)
                    ? LimitedEnd.NoSlot
                : claimedCount == found.Count && !mayBeMore ? LimitedEnd.NoTask
                : LimitedEnd.MayBeMore;
        }
    }

    // Slots that are known to be free where they are enough; else those that a read shows.
    private async Task<SlotLook> ReserveAsync(
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

    /// <summary>What this process knows of a limited type.</summary>
    private sealed class LimitedType(Reservations tried)
    {
        /// <summary>The tasks that its claims try.</summary>
        public Reservations Tried => tried;

        /// <summary>Whether the last query found tasks.</summary>
        public bool HadTasks { get; set; }
    }

    private sealed record Attempt(ClaimedTask? Claimed, AgentStateException? Error)
    {
        public bool IsOfItsTask => Error is not null && ClaimErrors.IsOfTheTask(Error);
    }
}
