namespace AgentState;

/// <summary>
/// Claims tasks of a type with a concurrency limit: one query and one read of the slots for up to k tasks, then k commits side by side,
/// each of a task and a slot of its own. Two claims of
/// this process never try the same slot. Thread-safe.
/// </summary>
internal sealed class LimitedClaimer(CandidateFinder finder, TaskSlots slots, ClaimWriter writer)
{
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
        var look = new ClaimLook(Math.Min(count, limit));
        while (true)
        {
            var (found, mayBeMore) = await finder.FindAsync(type.Type, agentId, look, cancellationToken).ConfigureAwait(false);
            if (found.Count == 0)
            {
                return LimitedClaims.NoTask;
            }

            using var slotLook = await slots.ReserveAsync(type.Type, limit, found.Count, cancellationToken).ConfigureAwait(false);
            if (slotLook.Free.Count == 0)
            {
                if (slotLook.IsFinal)
                {
                    return LimitedClaims.NoSlot;
                }

                await slotLook.WaitForOthersAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            var round = await Task.WhenAll(found.Zip(slotLook.Free, TryAsync)).ConfigureAwait(false);
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

    private async Task<Attempt> TryAsync(TaskCandidate candidate, TaskSlot slot)
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
        }
    }

    private sealed record Attempt(ClaimedTask? Claimed, AgentStateException? Error)
    {
        public bool IsOfItsTask => Error is not null && ClaimErrors.IsOfTheTask(Error);
    }
}
