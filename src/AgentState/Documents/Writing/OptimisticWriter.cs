using AgentState.Internal.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Documents.Writing;

/// <summary>Writes with optimistic concurrency: reads, decides, commits if nothing changed, and repeats after a conflict.</summary>
/// <remarks>All services write through this class. The changes of one call are applied atomically.</remarks>
/// <param name="documents">The documents.</param>
/// <param name="timeout">How long a write may last before no further attempt starts. At least 12 attempts are always made.</param>
/// <param name="logger">The logger of conflicts.</param>
internal sealed class OptimisticWriter(IDocumentStore documents, TimeSpan timeout, ILogger logger)
{
    // Guaranteed even with a slow database or a short timeout.
    private const int LeastAttempts = 12;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    // Real time, even if the application registers another clock: other writers do not wait for a clock that a test has stopped.
    private static readonly TimeProvider Time = TimeProvider.System;

    /// <summary>Applies one change, and decides it again after each conflicting write of another writer.</summary>
    /// <exception cref="StateConflictException">
    /// The document kept changing, or does not have the version that the change requires.
    /// </exception>
    /// <exception cref="StateNotFoundException">A document that the change or its piggybacked write requires does not exist.</exception>
    public async Task<ChangeResult> WriteAsync(StateChange change, CancellationToken cancellationToken, bool isRepeat = false) =>
        (await WriteAsync([change], cancellationToken, isRepeat).ConfigureAwait(false))[0];

    /// <summary>Applies all changes in one commit; see <see cref="WriteAsync(ChangeSet, CancellationToken)"/>.</summary>
    /// <param name="changes">The changes, of one document each.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="isRepeat">Whether the same changes were committed before with an unknown outcome.</param>
    public Task<IReadOnlyList<ChangeResult>> WriteAsync(
        IReadOnlyList<StateChange> changes, CancellationToken cancellationToken, bool isRepeat = false) =>
        WriteAsync(new ChangeSet(changes, documents.Root) { MayBeApplied = isRepeat }, cancellationToken);

    /// <summary>Applies all changes in one commit, and decides them again after each conflicting write of another writer.</summary>
    /// <remarks>
    /// If an earlier call with the same set ended without a known outcome, the documents are read first, to find out whether it was
    /// applied.
    /// </remarks>
    /// <param name="set">The changes, of one document each.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StateConflictException">
    /// The documents kept changing, or one does not have the version that its change requires.
    /// </exception>
    /// <exception cref="StateNotFoundException">A document that a change or its piggybacked write requires does not exist.</exception>
    public async Task<IReadOnlyList<ChangeResult>> WriteAsync(ChangeSet set, CancellationToken cancellationToken)
    {
        if (set is { MayBeApplied: true, WasDecided: true })
        {
            set.See(await ReadBackAsync(set.Names, cancellationToken).ConfigureAwait(false));
            if (set.IsApplied())
            {
                return set.Results(outcome: null);
            }

            set.ThrowIfRefused();
        }
        else if (set.Unread is { Count: > 0 } unread)
        {
            set.SeeUnread(await documents.GetAsync(unread, cancellationToken).ConfigureAwait(false));
        }

        var startedAt = Time.GetTimestamp();
        for (var attempt = 1; attempt <= LeastAttempts || Time.GetElapsedTime(startedAt) < timeout; attempt++)
        {
            var outcome = await CommitAsync(set, cancellationToken).ConfigureAwait(false);
            if (outcome is null or { Kind: OutcomeKind.Applied })
            {
                return set.Results(outcome);
            }

            if (outcome.Kind is OutcomeKind.Unknown)
            {
                set.See(await ReadBackAsync(set.Names, cancellationToken).ConfigureAwait(false));
            }
            else
            {
                Log.CommitConflict(logger, set.Name, attempt);
                await PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
                set.See(await documents.GetAsync(set.Names, cancellationToken).ConfigureAwait(false));
            }

            if (set.MayBeApplied && set.IsApplied())
            {
                return set.Results(outcome: null);
            }

            set.ThrowIfRefused();
        }

        throw new StateConflictException(documents.Root.PathOf(set.Name));
    }

    /// <summary>Applies the change to its known snapshot with one commit, without another attempt after a conflict.</summary>
    /// <remarks>If the reply is lost, the documents are read back to find out whether the commit was applied.</remarks>
    /// <returns>The result; null if another writer was first. The current state of the document is then not known.</returns>
    public async Task<ChangeResult?> TryWriteAsync(StateChange change, DocumentSnapshot known, CancellationToken cancellationToken)
    {
        var set = new ChangeSet([change with { Known = known }], documents.Root);
        var outcome = await CommitAsync(set, cancellationToken).ConfigureAwait(false);
        if (outcome is null or { Kind: OutcomeKind.Applied })
        {
            return set.Results(outcome)[0];
        }

        if (outcome.Kind is OutcomeKind.Conflict)
        {
            return null;
        }

        set.See(await ReadBackAsync(set.Names, cancellationToken).ConfigureAwait(false));
        return set.IsApplied() ? set.Results(outcome: null)[0] : null;
    }

    // Null if there is nothing to write.
    private async Task<CommitOutcome?> CommitAsync(ChangeSet set, CancellationToken cancellationToken)
    {
        var writes = set.Decide();
        if (writes.Count == 0)
        {
            return null;
        }

        try
        {
            var outcome = await documents.CommitAsync(writes, cancellationToken).ConfigureAwait(false);
            set.MayBeApplied |= outcome.Kind is OutcomeKind.Unknown;
            return outcome;
        }
        catch (Exception error) when (error is StateUnavailableException or OperationCanceledException)
        {
            set.MayBeApplied = true;
            throw;
        }
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
            // The failed read did not write, but the commit before it may have been applied.
            throw new StateUnavailableException(
                "The reply to a write was lost, and reading the document back failed. The write may have been applied.",
                mayHaveBeenApplied: true,
                error);
        }
    }

    // Jitter prevents that conflicting writers collide again.
    private static Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        var bound = Math.Min(FirstPause.TotalMilliseconds * (1 << Math.Min(attempt - 1, 10)), LongestPause.TotalMilliseconds);
        return Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * bound), Time, cancellationToken);
    }
}
