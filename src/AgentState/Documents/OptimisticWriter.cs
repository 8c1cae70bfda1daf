using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Read, decide, commit on condition that nothing changed, and again on a conflict: the one way in which stores write.
/// The changes of one call are applied together or not at all.
/// </summary>
/// <param name="documents">The documents.</param>
/// <param name="timeout">No attempt begins when a write has lasted this long and was tried twelve times.</param>
/// <param name="logger">Where conflicts are logged.</param>
internal sealed class OptimisticWriter(IDocumentStore documents, TimeSpan timeout, ILogger logger)
{
    // However slow the database is, and however short the timeout.
    private const int LeastAttempts = 12;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    // Another writer of the document does not wait for a clock that a test has stopped: pauses and timeout go by real time, whatever clock
    // the application has registered.
    private static readonly TimeProvider Time = TimeProvider.System;

    /// <summary>Applies one change, deciding it again as often as somebody else writes first.</summary>
    /// <exception cref="StateConflictException">The document kept changing, or no longer has the version that the change names.</exception>
    /// <exception cref="StateNotFoundException">The change, or its rider, is about a document that must exist.</exception>
    public async Task<ChangeResult> WriteAsync(StateChange change, CancellationToken cancellationToken, bool isRepeat = false) =>
        (await WriteAsync([change], cancellationToken, isRepeat).ConfigureAwait(false))[0];

    /// <summary>Applies all changes in one commit, deciding them again as often as somebody else writes first.</summary>
    /// <param name="changes">The changes, of one document each.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="isRepeat">Whether the very same changes were committed before, and nobody knows whether they were applied.</param>
    /// <exception cref="StateConflictException">The documents kept changing, or one no longer has the version that its change names.</exception>
    /// <exception cref="StateNotFoundException">A change, or its rider, is about a document that must exist.</exception>
    public async Task<IReadOnlyList<ChangeResult>> WriteAsync(
        IReadOnlyList<StateChange> changes, CancellationToken cancellationToken, bool isRepeat = false)
    {
        var set = new ChangeSet(changes, documents.Root);
        if (set.Unread is { Count: > 0 } unread)
        {
            set.SeeUnread(await documents.GetAsync(unread, cancellationToken).ConfigureAwait(false));
        }

        var mayBeApplied = isRepeat;
        var startedAt = Time.GetTimestamp();
        for (var attempt = 1; attempt <= LeastAttempts || Time.GetElapsedTime(startedAt) < timeout; attempt++)
        {
            var outcome = await CommitAsync(set, cancellationToken).ConfigureAwait(false);
            if (outcome is null or { Kind: OutcomeKind.Applied })
            {
                return set.Results(outcome, mayBeApplied);
            }

            if (outcome.Kind is OutcomeKind.Unknown)
            {
                mayBeApplied = true;
                set.See(await ReadBackAsync(set.Names, cancellationToken).ConfigureAwait(false));
            }
            else
            {
                Log.CommitConflict(logger, set.Name, attempt);
                await PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
                set.See(await documents.GetAsync(set.Names, cancellationToken).ConfigureAwait(false));
            }

            if (mayBeApplied && set.IsApplied())
            {
                return set.Results(outcome: null, mayBeApplied);
            }

            set.ThrowIfRefused();
        }

        throw new StateConflictException(documents.Root.PathOf(set.Name));
    }

    /// <summary>
    /// Applies the change from its known snapshot, or finds that somebody else wrote first: one commit, and no second try.
    /// A lost reply is read back. Returns null where the race was lost; nothing is told then of what the document is now.
    /// </summary>
    public async Task<ChangeResult?> TryWriteAsync(StateChange change, DocumentSnapshot known, CancellationToken cancellationToken)
    {
        var set = new ChangeSet([change with { Known = known }], documents.Root);
        var outcome = await CommitAsync(set, cancellationToken).ConfigureAwait(false);
        if (outcome is null or { Kind: OutcomeKind.Applied })
        {
            return set.Results(outcome, mayBeOurs: false)[0];
        }

        if (outcome.Kind is OutcomeKind.Conflict)
        {
            return null;
        }

        set.See(await ReadBackAsync(set.Names, cancellationToken).ConfigureAwait(false));
        return set.IsApplied() ? set.Results(outcome: null, mayBeOurs: true)[0] : null;
    }

    // Null where there is nothing to write.
    private async Task<CommitOutcome?> CommitAsync(ChangeSet set, CancellationToken cancellationToken)
    {
        var writes = set.Decide();
        return writes.Count == 0 ? null : await documents.CommitAsync(writes, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<DocumentSnapshot>> ReadBackAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        Log.CommitReadBack(logger, names[0]);
        try
        {
            return await documents.GetAsync(names, cancellationToken).ConfigureAwait(false);
        }
        catch (StateUnavailableException error)
        {
            // A read that failed is certain not to have written; the commit that it was to clear up is not.
            throw new StateUnavailableException(
                "The database did not answer after a write whose reply was lost; it may have been applied.", mayHaveBeenApplied: true, error);
        }
    }

    // Jittered, so that writers who met once do not meet again at the same moment.
    private static Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        var bound = Math.Min(FirstPause.TotalMilliseconds * (1 << Math.Min(attempt - 1, 10)), LongestPause.TotalMilliseconds);
        return Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * bound), Time, cancellationToken);
    }
}
