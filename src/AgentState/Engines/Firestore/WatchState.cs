using System.Collections.Immutable;
using AgentState.Internal.Documents;
using Google.Cloud.Firestore.V1;
using Google.Protobuf;
using Google.Protobuf.Collections;
using static Google.Cloud.Firestore.V1.TargetChange.Types;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>Turns the messages of one listener's stream into consistent snapshots. Pure.</summary>
/// <remarks>
/// The service sends only changes (production), or restarts and sends everything (the emulator, at nearly every change). The resulting
/// snapshots are the same. A stream has one target: a message that could name targets but names none applies to it.
/// </remarks>
internal sealed class WatchState
{
    // The protocol's default value for a message that names no target.
    private const int NoTarget = 0;

    private readonly int targetId;
    private readonly HashSet<string> touched = new(StringComparer.Ordinal);
    private ImmutableDictionary<string, Document> reported = ListenSnapshot.Nothing;
    private ImmutableDictionary<string, Document> pending = ListenSnapshot.Nothing;
    private ByteString? place;
    private bool isCurrent;

    /// <param name="targetId">The stream's one target.</param>
    /// <param name="from">The last snapshot of an earlier stream; null starts from the beginning.</param>
    public WatchState(int targetId, ListenSnapshot? from = null)
    {
        this.targetId = targetId;
        if (from is not null)
        {
            reported = pending = from.Documents;
            place = from.ResumeToken;

            // The earlier snapshot was consistent, so the next NO_CHANGE message completes a consistent snapshot.
            isCurrent = true;
        }
    }

    /// <summary>The token with which another stream resumes after the last snapshot; null starts from the beginning.</summary>
    public ByteString? Place => place;

    /// <summary>Prepares for a stream that sends everything again; the next snapshot contains only differences from the last one.</summary>
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
                // A message type of a later version of the service.
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

            // Everything up to this message is one consistent state of the database, for all targets.
            case TargetChangeType.NoChange when change.TargetIds.Count == 0 && change.ReadTime is { } readTime && isCurrent:
                return new WatchStep { Snapshot = Report(readTime, change.ResumeToken) };
            default:
                return default;
        }
    }

    private WatchStep Take(ExistenceFilter filter) => filter.TargetId != targetId && filter.TargetId != NoTarget
        ? new WatchStep { IsOfAnotherTarget = true }
        : new WatchStep { IsOutOfStep = filter.Count != pending.Count };

    // A message that has this target in neither list does not concern it.
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

    // A deleted document is in no target, even if the message lists no targets.
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

    // A snapshot without changes still shows that the listener is alive, and carries a later resume token.
    private ListenSnapshot Report(Timestamp readTime, ByteString token)
    {
        var changes = ListenSnapshot.Compare(reported, pending, touched);
        touched.Clear();
        reported = pending;
        place = token.IsEmpty ? place : token;
        return new ListenSnapshot(pending, changes, readTime) { ResumeToken = place };
    }
}
