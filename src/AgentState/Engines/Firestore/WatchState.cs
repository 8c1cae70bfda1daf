using System.Collections.Immutable;
using Google.Cloud.Firestore.V1;
using Google.Protobuf;
using Google.Protobuf.Collections;
using static Google.Cloud.Firestore.V1.TargetChange.Types;

namespace AgentState;

/// <summary>
/// The meaning of one listener's stream, apart from its mechanics: messages in, consistent states out. The service sends what changed
/// (production), or begins anew and sends everything (the emulator, at nearly every change); what is told is the same. A stream has one target:
/// where a message could name targets and names none, ours is meant. Pure.
/// </summary>
internal sealed class WatchState
{
    // What the protocol reads where no target is named.
    private const int NoTarget = 0;

    private readonly int targetId;
    private readonly HashSet<string> touched = new(StringComparer.Ordinal);
    private ImmutableDictionary<string, Document> told = ListenSnapshot.Nothing;
    private ImmutableDictionary<string, Document> pending = ListenSnapshot.Nothing;
    private ByteString? place;
    private bool isCurrent;

    /// <param name="targetId">The stream's one target.</param>
    /// <param name="from">What an earlier stream told last; null = begin from nothing.</param>
    public WatchState(int targetId, ListenSnapshot? from = null)
    {
        this.targetId = targetId;
        if (from is not null)
        {
            told = pending = from.Documents;
            place = from.ResumeToken;

            // It was consistent when it was told, and stays so with all that is sent before the next consistent point.
            isCurrent = true;
        }
    }

    /// <summary>Where another stream goes on from what was told last; null = from the beginning.</summary>
    public ByteString? Place => place;

    /// <summary>Everything will be sent again. What was told stays told: the difference is what comes next.</summary>
    public void Reset()
    {
        touched.UnionWith(pending.Keys);
        pending = ListenSnapshot.Nothing;
        isCurrent = false;
        place = null;
    }

    public WatchStep Take(ListenResponse message)
    {
        switch (message.ResponseTypeCase)
        {
            case ListenResponse.ResponseTypeOneofCase.TargetChange:
                return Take(message.TargetChange);
            case ListenResponse.ResponseTypeOneofCase.DocumentChange:
                Take(message.DocumentChange);
                return default;
            case ListenResponse.ResponseTypeOneofCase.DocumentDelete:
                Leave(message.DocumentDelete.Document, message.DocumentDelete.RemovedTargetIds);
                return default;
            case ListenResponse.ResponseTypeOneofCase.DocumentRemove:
                Leave(message.DocumentRemove.Document, message.DocumentRemove.RemovedTargetIds);
                return default;
            case ListenResponse.ResponseTypeOneofCase.Filter:
                return Take(message.Filter);
            default:
                // Something that a later version of the service tells.
                return default;
        }
    }

    private WatchStep Take(TargetChange change)
    {
        if (!IsOurs(change.TargetIds))
        {
            return new WatchStep { IsOfAnotherTarget = true };
        }

        switch (change.TargetChangeType)
        {
            case TargetChangeType.Remove:
                return new WatchStep { Removed = change.Cause ?? new RpcStatus() };
            case TargetChangeType.Reset:
                Reset();
                return default;
            case TargetChangeType.Current:
                isCurrent = true;
                return default;

            // What was sent up to here is one state of the database, for all targets.
            case TargetChangeType.NoChange when change.TargetIds.Count == 0 && change.ReadTime is { } readTime && isCurrent:
                return new WatchStep { Snapshot = Tell(readTime, change.ResumeToken) };
            default:
                return default;
        }
    }

    private WatchStep Take(ExistenceFilter filter) => filter.TargetId != targetId && filter.TargetId != NoTarget
        ? new WatchStep { IsOfAnotherTarget = true }
        : new WatchStep { IsOutOfStep = filter.Count != pending.Count };

    // Both lists say what the document is to which target, so that none in either says nothing of ours.
    private void Take(DocumentChange change)
    {
        if (change.TargetIds.Contains(targetId))
        {
            pending = pending.SetItem(change.Document.Name, change.Document);
            touched.Add(change.Document.Name);
        }
        else if (change.RemovedTargetIds.Contains(targetId))
        {
            Remove(change.Document.Name);
        }
    }

    // A document that is deleted, or was never there, is in no target, whether the message says so or not.
    private void Leave(string name, RepeatedField<int> targets)
    {
        if (IsOurs(targets))
        {
            Remove(name);
        }
    }

    private void Remove(string name)
    {
        pending = pending.Remove(name);
        touched.Add(name);
    }

    private bool IsOurs(RepeatedField<int> targets) => targets.Count == 0 || targets.Contains(targetId);

    // Without changes it is a sign of life, and a later place to go on from.
    private ListenSnapshot Tell(Timestamp readTime, ByteString token)
    {
        var changes = ListenSnapshot.Compare(told, pending, touched);
        touched.Clear();
        told = pending;
        place = token.IsEmpty ? place : token;
        return new ListenSnapshot(pending, changes, readTime) { ResumeToken = place };
    }
}
