using System.Collections.Immutable;
using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.TargetChange.Types;

namespace AgentState;

/// <summary>
/// The meaning of one listener's stream, apart from its mechanics: messages in, consistent states out. The service sends what changed
/// (production), or begins anew and sends everything (the emulator, at nearly every change); what is told is the same. Pure.
/// </summary>
internal sealed class WatchState(int targetId)
{
    private readonly HashSet<string> touched = new(StringComparer.Ordinal);
    private ImmutableDictionary<string, Document> told = ListenSnapshot.Nothing;
    private ImmutableDictionary<string, Document> pending = ListenSnapshot.Nothing;
    private bool isCurrent;
    private bool hasTold;

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
                Remove(message.DocumentDelete.Document, message.DocumentDelete.RemovedTargetIds);
                return default;
            case ListenResponse.ResponseTypeOneofCase.DocumentRemove:
                Remove(message.DocumentRemove.Document, message.DocumentRemove.RemovedTargetIds);
                return default;
            case ListenResponse.ResponseTypeOneofCase.Filter:
                return new WatchStep { IsOutOfStep = message.Filter.TargetId == targetId && message.Filter.Count != pending.Count };
            default:
                // Something that a later version of the service tells.
                return default;
        }
    }

    private WatchStep Take(TargetChange change)
    {
        if (change.TargetIds.Count > 0 && !change.TargetIds.Contains(targetId))
        {
            return default;
        }

        switch (change.TargetChangeType)
        {
            case TargetChangeType.Remove:
                return new WatchStep { Removed = change.Cause ?? new RpcStatus() };
            case TargetChangeType.Reset:
                touched.UnionWith(pending.Keys);
                pending = ListenSnapshot.Nothing;
                isCurrent = false;
                return default;
            case TargetChangeType.Current:
                isCurrent = true;
                return default;

            // What was sent up to here is one state of the database, for all targets.
            case TargetChangeType.NoChange when change.TargetIds.Count == 0 && change.ReadTime is { } readTime && isCurrent:
                return new WatchStep { Snapshot = Tell(readTime) };
            default:
                return default;
        }
    }

    private void Take(DocumentChange change)
    {
        if (change.TargetIds.Contains(targetId))
        {
            pending = pending.SetItem(change.Document.Name, change.Document);
            touched.Add(change.Document.Name);
        }
        else
        {
            Remove(change.Document.Name, change.RemovedTargetIds);
        }
    }

    private void Remove(string name, IEnumerable<int> fromTargets)
    {
        if (fromTargets.Contains(targetId))
        {
            pending = pending.Remove(name);
            touched.Add(name);
        }
    }

    private ListenSnapshot? Tell(Timestamp readTime)
    {
        var changes = ListenSnapshot.Compare(told, pending, touched);
        touched.Clear();
        if (hasTold && changes.Count == 0)
        {
            return null;
        }

        (told, hasTold) = (pending, true);
        return new ListenSnapshot(pending, changes, readTime);
    }
}
