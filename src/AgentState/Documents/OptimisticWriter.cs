using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Read, decide, commit on condition that nothing changed, and again on a conflict: the one way in which stores write.
/// The changes of one call are applied together or not at all.
/// </summary>
internal sealed class OptimisticWriter(IDocumentStore documents, TimeProvider time, ILogger logger)
{
    private const int MaxAttempts = 12;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Applies one change, deciding it again as often as somebody else writes first.</summary>
    /// <exception cref="StateConflictException">The document kept changing.</exception>
    public async Task<ChangeResult> WriteAsync(StateChange change, CancellationToken cancellationToken) =>
        (await WriteAsync([change], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Applies all changes in one commit, deciding them again as often as somebody else writes first.</summary>
    /// <exception cref="StateConflictException">The documents kept changing.</exception>
    public async Task<IReadOnlyList<ChangeResult>> WriteAsync(IReadOnlyList<StateChange> changes, CancellationToken cancellationToken)
    {
        var snapshots = await KnownOrReadAsync(changes, cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var writes = Decide(changes, snapshots);
            var outcome = await CommitAsync(writes, cancellationToken).ConfigureAwait(false);
            if (outcome is null or { Kind: OutcomeKind.Applied })
            {
                return Results(snapshots, writes, outcome);
            }

            if (outcome.Kind is OutcomeKind.Unknown)
            {
                snapshots = await ReadBackAsync(changes, cancellationToken).ConfigureAwait(false);
                if (AnyIsMine(changes, writes, snapshots))
                {
                    return Results(snapshots, writes: null, outcome: null);
                }
            }
            else
            {
                Log.CommitConflict(logger, changes[0].Name, attempt);
                await PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
                snapshots = await ReadAsync(changes, cancellationToken).ConfigureAwait(false);
            }
        }

        throw new StateConflictException(documents.Root.PathOf(changes[0].Name));
    }

    /// <summary>
    /// Applies the change from its known snapshot, or finds that somebody else wrote first: one commit, and no second try.
    /// A lost reply is read back. Returns null where the race was lost; nothing is told then of what the document is now.
    /// </summary>
    public async Task<ChangeResult?> TryWriteAsync(StateChange change, DocumentSnapshot known, CancellationToken cancellationToken)
    {
        var writes = Decide([change], [known]);
        var outcome = await CommitAsync(writes, cancellationToken).ConfigureAwait(false);
        if (outcome is null or { Kind: OutcomeKind.Applied })
        {
            return Results([known], writes, outcome)[0];
        }

        if (outcome.Kind is OutcomeKind.Conflict)
        {
            return null;
        }

        var snapshots = await ReadBackAsync([change], cancellationToken).ConfigureAwait(false);
        return AnyIsMine([change], writes, snapshots) ? new ChangeResult(snapshots[0], Written: null) : null;
    }

    private static Write?[] Decide(IReadOnlyList<StateChange> changes, IReadOnlyList<DocumentSnapshot> snapshots)
    {
        var writes = new Write?[changes.Count];
        for (var i = 0; i < writes.Length; i++)
        {
            writes[i] = changes[i].Decide(snapshots[i])?.IfUnchanged(snapshots[i]);
        }

        return writes;
    }

    private static ChangeResult[] Results(IReadOnlyList<DocumentSnapshot> snapshots, Write?[]? writes, CommitOutcome? outcome)
    {
        var results = new ChangeResult[snapshots.Count];
        var next = 0;
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = new ChangeResult(snapshots[i], outcome is not null && writes?[i] is not null ? outcome.Results[next++] : null);
        }

        return results;
    }

    // One commit is all or nothing: a single mark found proves the whole.
    private static bool AnyIsMine(IReadOnlyList<StateChange> changes, Write?[] writes, IReadOnlyList<DocumentSnapshot> snapshots)
    {
        for (var i = 0; i < writes.Length; i++)
        {
            if (writes[i] is not null && changes[i].IsMine?.Invoke(snapshots[i]) == true)
            {
                return true;
            }
        }

        return false;
    }

    // Null where there is nothing to write.
    private async Task<CommitOutcome?> CommitAsync(Write?[] writes, CancellationToken cancellationToken)
    {
        Write[] sent = [.. writes.OfType<Write>()];
        return sent.Length == 0 ? null : await documents.CommitAsync(sent, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<DocumentSnapshot>> KnownOrReadAsync(IReadOnlyList<StateChange> changes, CancellationToken cancellationToken)
    {
        if (changes.All(change => change.Known is null))
        {
            return await ReadAsync(changes, cancellationToken).ConfigureAwait(false);
        }

        string[] unknown = [.. changes.Where(change => change.Known is null).Select(change => change.Name)];
        var read = unknown.Length == 0 ? [] : await documents.GetAsync(unknown, cancellationToken).ConfigureAwait(false);
        var next = 0;
        return [.. changes.Select(change => change.Known ?? read[next++])];
    }

    private Task<IReadOnlyList<DocumentSnapshot>> ReadAsync(IReadOnlyList<StateChange> changes, CancellationToken cancellationToken) =>
        documents.GetAsync([.. changes.Select(change => change.Name)], cancellationToken);

    private async Task<IReadOnlyList<DocumentSnapshot>> ReadBackAsync(IReadOnlyList<StateChange> changes, CancellationToken cancellationToken)
    {
        Log.CommitReadBack(logger, changes[0].Name);
        try
        {
            return await ReadAsync(changes, cancellationToken).ConfigureAwait(false);
        }
        catch (StateUnavailableException error)
        {
            // A read that failed is certain not to have written; the commit that it was to clear up is not.
            throw new StateUnavailableException(
                "The database did not answer after a write whose reply was lost; it may have been applied.", mayHaveBeenApplied: true, error);
        }
    }

    // Jittered, so that writers who met once do not meet again at the same moment.
    private Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        var bound = Math.Min(FirstPause.TotalMilliseconds * (1 << Math.Min(attempt - 1, 10)), LongestPause.TotalMilliseconds);
        return Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * bound), time, cancellationToken);
    }
}
