using Google.Cloud.Firestore.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using ChangeType = Google.Cloud.Firestore.V1.TargetChange.Types.TargetChangeType;

namespace AgentState.TestKit;

/// <summary>The messages of a listen stream, for target 1 by default; times are in seconds.</summary>
internal static class WatchMessages
{
    public const int TargetId = 1;
    public const int OtherTarget = 7;

    /// <summary>For a message that names no target.</summary>
    public const int NoTarget = 0;

    public static ListenResponse Add => TargetTold(ChangeType.Add, TargetId);

    public static ListenResponse Current => Of(new TargetChange { TargetChangeType = ChangeType.Current, TargetIds = { TargetId } });

    public static ListenResponse CurrentOfAll => Of(new TargetChange { TargetChangeType = ChangeType.Current });

    public static ListenResponse Reset => TargetTold(ChangeType.Reset, TargetId);

    /// <summary>A change of some targets; of all targets if none is given.</summary>
    public static ListenResponse TargetTold(ChangeType type, params int[] targets) =>
        Of(new TargetChange { TargetChangeType = type, TargetIds = { Named(targets) } });

    /// <summary>Marks all earlier messages as one consistent state.</summary>
    public static ListenResponse Consistent(long at, string place = "") =>
        Of(new TargetChange { TargetChangeType = ChangeType.NoChange, ReadTime = Time(at), ResumeToken = Place(place) });

    /// <summary>A resume token.</summary>
    public static ByteString Place(string name) => ByteString.CopyFromUtf8(name);

    public static ListenResponse CurrentAt(string place) =>
        Of(new TargetChange { TargetChangeType = ChangeType.Current, TargetIds = { TargetId }, ResumeToken = Place(place) });

    /// <summary>A keep-alive message of one target that says nothing about consistency.</summary>
    public static ListenResponse NoChangeOfTarget(long at, string place = "") => Of(
        new TargetChange
        {
            TargetChangeType = ChangeType.NoChange,
            TargetIds = { TargetId },
            ReadTime = Time(at),
            ResumeToken = Place(place),
        });

    public static ListenResponse Removed(int code, string message = "") => Of(new TargetChange
    {
        TargetChangeType = ChangeType.Remove,
        TargetIds = { TargetId },
        Cause = code == 0 ? null : new RpcStatus { Code = code, Message = message },
    });

    public static ListenResponse Change(string name, long version, int target = TargetId) => new()
    {
        DocumentChange = new DocumentChange { Document = Document(name, version), TargetIds = { Named(target) } },
    };

    /// <summary>A document that has changed and no longer matches.</summary>
    public static ListenResponse ChangeOut(string name, long version) => new()
    {
        DocumentChange = new DocumentChange { Document = Document(name, version), RemovedTargetIds = { TargetId } },
    };

    public static ListenResponse Delete(string name, int target = TargetId) => new()
    {
        DocumentDelete = new DocumentDelete { Document = name, RemovedTargetIds = { Named(target) } },
    };

    public static ListenResponse Remove(string name, int target = TargetId) => new()
    {
        DocumentRemove = new DocumentRemove { Document = name, RemovedTargetIds = { Named(target) } },
    };

    public static ListenResponse Filter(int count, int target = TargetId) => new()
    {
        Filter = new ExistenceFilter { TargetId = target, Count = count },
    };

    public static Document Document(string name, long version) => new() { Name = name, UpdateTime = Time(version) };

    public static Timestamp Time(long seconds) => new() { Seconds = seconds };

    private static IEnumerable<int> Named(params int[] targets) => targets.Where(target => target != NoTarget);

    private static ListenResponse Of(TargetChange change) => new() { TargetChange = change };
}
