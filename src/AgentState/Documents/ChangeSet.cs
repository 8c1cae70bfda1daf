using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// The changes of one commit in the making: what was seen of each document, and what is written next. It does no I/O; the writer
/// brings snapshots, and takes writes.
/// </summary>
internal sealed class ChangeSet
{
    private readonly IReadOnlyList<StateChange> changes;
    private readonly DatabaseRoot root;
    private readonly DocumentSnapshot[] seen;
    private readonly Write?[] writes;
    private readonly Rider?[] riders;
    private HashSet<string>? leftBehind;

    public ChangeSet(IReadOnlyList<StateChange> changes, DatabaseRoot root)
    {
        this.changes = changes;
        this.root = root;
        seen = new DocumentSnapshot[changes.Count];
        writes = new Write?[changes.Count];
        riders = new Rider?[changes.Count];
        for (var i = 0; i < seen.Length; i++)
        {
            seen[i] = changes[i].Known ?? new DocumentSnapshot(changes[i].Name, Document: null);
        }
    }

    /// <summary>The document by which errors and logs name the whole.</summary>
    public string Name => changes[0].Name;

    /// <summary>Documents that must be read before anything can be decided.</summary>
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

    /// <summary>Every document that has a say in what comes next: those of the changes, then those of the riders that were sent.</summary>
    public IReadOnlyList<string> Names =>
        [.. changes.Select(change => change.Name), .. riders.OfType<Rider>().Select(rider => Writes.NameOf(rider.Write))];

    /// <summary>Takes the answer to <see cref="Unread"/>.</summary>
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

    /// <summary>Takes the answer to <see cref="Names"/>. A rider whose document is missing stays behind, or fails the whole.</summary>
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

    /// <summary>What to commit now. Throws where a change is not allowed.</summary>
    public IReadOnlyList<Write> Decide()
    {
        var sent = new List<Write>(changes.Count);
        for (var i = 0; i < seen.Length; i++)
        {
            var write = changes[i].Decide(seen[i]);
            writes[i] = changes[i].IsBlind ? write : write?.IfUnchanged(seen[i]);
            riders[i] = write is null ? null : Boarding(changes[i].Rider?.Invoke(seen[i]));
            if (write is not null)
            {
                sent.Add(write);
            }
        }

        sent.AddRange(riders.OfType<Rider>().Select(rider => rider.Write));
        return sent;
    }

    /// <summary>
    /// Whether what was seen last shows that a commit of these changes was applied. A commit is all or nothing: a single mark proves the
    /// whole. Without any mark, that all wishes hold is as good.
    /// </summary>
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

    /// <summary>Throws where what was seen last stands against a change for good: deciding again would not help.</summary>
    public void ThrowIfRefused()
    {
        for (var i = 0; i < seen.Length; i++)
        {
            if (changes[i].IsBlind && writes[i]?.CurrentDocument is { } condition)
            {
                ThrowIfRefused(condition, seen[i]);
            }
        }

        foreach (var rider in riders)
        {
            if (rider is { IsRequired: true } && leftBehind?.Contains(Writes.NameOf(rider.Write)) == true)
            {
                throw new StateNotFoundException(root.PathOf(Writes.NameOf(rider.Write)));
            }
        }
    }

    /// <summary>How each change came out.</summary>
    /// <param name="outcome">What applied it; null where nothing was left to write.</param>
    /// <param name="mayBeOurs">Whether an earlier attempt may have made the documents what they are.</param>
    public IReadOnlyList<ChangeResult> Results(CommitOutcome? outcome, bool mayBeOurs)
    {
        var results = new ChangeResult[seen.Length];
        var next = 0;
        for (var i = 0; i < results.Length; i++)
        {
            var written = outcome is not null && writes[i] is not null ? outcome.Results[next++] : null;
            results[i] = new ChangeResult(seen[i], written, written is not null || mayBeOurs);
        }

        return results;
    }

    private Rider? Boarding(Rider? rider) =>
        rider is { IsRequired: false } && leftBehind?.Contains(Writes.NameOf(rider.Write)) == true ? null : rider;

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
