using AgentState.Internal.Data;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents.Writing;

/// <summary>The pending changes of one commit: the last snapshot of each document, and its next write.</summary>
/// <remarks>It does no I/O. The writer passes snapshots in and commits the writes.</remarks>
internal sealed class ChangeSet
{
    private readonly IReadOnlyList<StateChange> changes;
    private readonly DatabaseRoot root;
    private readonly DocumentSnapshot[] seen;
    private readonly Write?[] writes;
    private readonly PiggybackedWrite?[] piggybacked;
    private HashSet<string>? leftBehind;

    public ChangeSet(IReadOnlyList<StateChange> changes, DatabaseRoot root)
    {
        this.changes = changes;
        this.root = root;
        seen = new DocumentSnapshot[changes.Count];
        writes = new Write?[changes.Count];
        piggybacked = new PiggybackedWrite?[changes.Count];
        for (var i = 0; i < seen.Length; i++)
        {
            seen[i] = changes[i].Known ?? new DocumentSnapshot(changes[i].Name, Document: null);
        }
    }

    /// <summary>Whether an earlier commit of these changes may have been applied, although its outcome is unknown.</summary>
    public bool MayBeApplied { get; set; }

    /// <summary>Whether the changes were decided, so that <see cref="Names"/> and <see cref="IsApplied"/> refer to sent writes.</summary>
    public bool WasDecided { get; private set; }

    /// <summary>The name of the first document, which identifies the commit in errors and logs.</summary>
    public string Name => changes[0].Name;

    /// <summary>The names of the documents that must be read before the first decision.</summary>
    public IReadOnlyList<string> Unread
    {
        get
        {
            List<string>? names = null;
            foreach (var change in changes)
            {
                if (change is { Known: null, IsBlind: false })
                {
                    (names ??= []).Add(change.Name);
                }
            }

            return names ?? (IReadOnlyList<string>)[];
        }
    }

    /// <summary>
    /// The names of all documents that affect the next decision: those of the changes, then those of the piggybacked writes.
    /// </summary>
    public IReadOnlyList<string> Names =>
        [.. changes.Select(change => change.Name), .. piggybacked.OfType<PiggybackedWrite>().Select(other => Writes.NameOf(other.Write))];

    /// <summary>Records the snapshots of <see cref="Unread"/>.</summary>
    public void SeeUnread(IReadOnlyList<DocumentSnapshot> snapshots)
    {
        var next = 0;
        for (var i = 0; i < seen.Length; i++)
        {
            if (changes[i] is { Known: null, IsBlind: false })
            {
                seen[i] = snapshots[next++];
            }
        }
    }

    /// <summary>Records the snapshots of <see cref="Names"/>.</summary>
    /// <remarks>A piggybacked write whose document does not exist is dropped, or fails the whole commit if it is required.</remarks>
    public void See(IReadOnlyList<DocumentSnapshot> snapshots)
    {
        for (var i = 0; i < seen.Length; i++)
        {
            seen[i] = snapshots[i];
        }

        foreach (var snapshot in snapshots.Skip(seen.Length).Where(snapshot => snapshot.Document is null))
        {
            (leftBehind ??= []).Add(snapshot.Name);
        }
    }

    /// <summary>Returns the writes to commit next; throws if a change is not allowed.</summary>
    public IReadOnlyList<Write> Decide()
    {
        var sent = new List<Write>(changes.Count);
        for (var i = 0; i < seen.Length; i++)
        {
            var write = changes[i].Decide(seen[i]);
            writes[i] = changes[i].IsBlind ? write : write?.IfUnchanged(seen[i]);
            piggybacked[i] = write is null ? null : Fitting(changes[i].PiggybackedWrite?.Invoke(seen[i]));
            if (write is not null)
            {
                sent.Add(write);
            }
        }

        sent.AddRange(piggybacked.OfType<PiggybackedWrite>().Select(static other => other.Write));
        WasDecided = true;
        return sent;
    }

    /// <summary>Returns whether the last snapshots show that a commit of these changes was applied.</summary>
    /// <remarks>
    /// A commit is atomic, so one matching write id proves all of it. If no change has a write id, it is enough that all documents are in
    /// the desired state.
    /// </remarks>
    public bool IsApplied()
    {
        var marked = false;
        var holds = true;
        for (var i = 0; i < seen.Length; i++)
        {
            if (writes[i] is null)
            {
                continue;
            }

            if (changes[i].IsMine is { } isMine)
            {
                marked = true;
                if (isMine(seen[i]))
                {
                    return true;
                }
            }

            holds &= changes[i].Holds?.Invoke(seen[i]) == true;
        }

        return holds && !marked;
    }

    /// <summary>Throws if the last snapshots make a change impossible, so that another attempt cannot succeed.</summary>
    public void ThrowIfRefused()
    {
        for (var i = 0; i < seen.Length; i++)
        {
            if (changes[i].IsBlind && writes[i]?.CurrentDocument is { } condition)
            {
                ThrowIfRefused(condition, seen[i]);
            }
        }

        foreach (var other in piggybacked)
        {
            if (other is { IsRequired: true } && leftBehind?.Contains(Writes.NameOf(other.Write)) == true)
            {
                throw new StateNotFoundException(root.PathOf(Writes.NameOf(other.Write)));
            }
        }
    }

    /// <summary>Returns the result of each change.</summary>
    /// <param name="outcome">The outcome of the commit; null if there was nothing to write, or if an earlier commit was applied.</param>
    public IReadOnlyList<ChangeResult> Results(CommitOutcome? outcome)
    {
        var results = new ChangeResult[seen.Length];
        var next = 0;
        for (var i = 0; i < results.Length; i++)
        {
            var written = outcome is not null && writes[i] is not null ? outcome.Results[next++] : null;
            results[i] = new ChangeResult(seen[i], written, written is not null || MayBeApplied);
        }

        return results;
    }

    private PiggybackedWrite? Fitting(PiggybackedWrite? other) =>
        other is { IsRequired: false } && leftBehind?.Contains(Writes.NameOf(other.Write)) == true ? null : other;

    private void ThrowIfRefused(Precondition condition, DocumentSnapshot snapshot)
    {
        var path = root.PathOf(snapshot.Name);
        switch (condition.ConditionTypeCase)
        {
            case Precondition.ConditionTypeOneofCase.Exists when condition.Exists && snapshot.Document is null:
            case Precondition.ConditionTypeOneofCase.UpdateTime when snapshot.Document is null:
                throw new StateNotFoundException(path);
            case Precondition.ConditionTypeOneofCase.Exists when !condition.Exists && snapshot.Document is not null:
                throw new StateAlreadyExistsException(path);
            case Precondition.ConditionTypeOneofCase.UpdateTime when !condition.UpdateTime.Equals(snapshot.Document!.UpdateTime):
                throw new StateConflictException(path);
            default:
                return;
        }
    }
}
