using AgentState.Internal.Data;
using AgentState.Internal.Data.Checks;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Writing;
using Google.Cloud.Firestore.V1;
using static AgentState.Internal.Tasks.TaskFields;

namespace AgentState.Internal.Tasks.Stored;

/// <summary>Builds the writes of transitions.</summary>
/// <remarks>
/// Each write names all fields that its transition may change, even if their values are unchanged. This removes leftovers of a claim that
/// another client has overwritten, and keeps unknown fields. A named field without a value is removed.
/// </remarks>
internal static class TaskPatch
{
    private static readonly string[] ClaimFields = [Status, AssignedTo, Attempt, ClaimToken, LeaseExpiresAt, RunAt, ExpireAt];
    private static readonly string[] RenewFields = [LeaseExpiresAt];
    private static readonly string[] ProgressFields = [Progress];
    private static readonly string[] CheckpointFields = [Checkpoint];
    private static readonly string[] CompleteFields = [Status, Result, Error, ClaimToken, LeaseExpiresAt, LastEnded, ExpireAt];
    private static readonly string[] FailFields = [Status, Error, Errors, ClaimToken, LeaseExpiresAt, LastEnded, RunAt, ExpireAt];
    private static readonly string[] ReleaseFields = [Status, AssignedTo, Attempt, ClaimToken, LeaseExpiresAt, LastEnded, ExpireAt];
    private static readonly string[] WaitFields = [Status, Attempt, ClaimToken, LeaseExpiresAt, LastEnded, RunAt, Reply, ExpireAt];
    private static readonly string[] ReplyFields = [Status, Reply, RunAt, WriteIds];
    private static readonly string[] CancelFields = [Status, ClaimToken, LeaseExpiresAt, RunAt, ExpireAt, WriteIds];
    private static readonly string[] CancelRequestFields = [CancelRequestedAt, WriteIds];

    private static readonly string[] RequeueFields =
        [Status, Attempt, Error, CancelRequestedAt, ClaimToken, LeaseExpiresAt, RunAt, ExpireAt, WriteIds];

    private static readonly string[] DueFields = [Status, RunAt, ExpireAt, Error, WriteIds];
    private static readonly string[] RunOutFields = [Status, Attempt, Error, Errors, ClaimToken, LeaseExpiresAt, RunAt, ExpireAt, WriteIds];

    public static Write Claimed(string name, AgentTask after) => Of(name, after, ClaimFields);

    public static Write Renewed(string name, AgentTask after) => Of(name, after, RenewFields);

    public static Write Reported(string name, AgentTask after) => Of(name, after, ProgressFields);

    public static Write Saved(string name, AgentTask after) => Of(name, after, CheckpointFields);

    /// <summary>Writes only the pending updates, and names each usage amount separately, so that other entries stay.</summary>
    public static Write Updated(string name, AgentTask after, ClaimUpdate update)
    {
        List<KeyValuePair<string, Value>> fields = [new(WriteIds, TaskValues.Of(after.WriteIds))];
        List<string> mask = [WriteIds, .. update.Usage.Names.Select(amount => FieldPath.Of(Usage, amount))];
        if (update.Usage.Count > 0)
        {
            fields.Add(new(Usage, TaskValues.Of(after.Usage)));
        }

        foreach (var (field, content) in new[] { (Progress, update.Progress), (Checkpoint, update.Checkpoint) })
        {
            if (content is not null)
            {
                fields.Add(new(field, Values.Of(content)));
                mask.Add(field);
            }
        }

        return Writes.Patch(name, fields, mask).WithServerTime(UpdatedAt);
    }

    public static Write Completed(string name, AgentTask after) => Of(name, after, CompleteFields);

    public static Write Failed(string name, AgentTask after) => Of(name, after, FailFields);

    public static Write Released(string name, AgentTask after) => Of(name, after, ReleaseFields);

    public static Write Waiting(string name, AgentTask after) => Of(name, after, WaitFields);

    public static Write Replied(string name, AgentTask after) => Of(name, after, ReplyFields);

    public static Write Requeued(string name, AgentTask after) => Of(name, after, RequeueFields);

    /// <summary>Cancels a task; for a processing task, only writes the cancellation request and keeps the claim.</summary>
    public static Write Cancelled(string name, AgentTask after) =>
        Of(name, after, after.Status is AgentTaskStatus.Processing ? CancelRequestFields : CancelFields);

    /// <summary>Writes a scheduled task that is due, or a waiting task whose deadline has passed.</summary>
    public static Write Due(string name, AgentTask after) => Of(name, after, DueFields);

    /// <summary>Writes a task whose lease expired.</summary>
    public static Write RunOut(string name, AgentTask after) => Of(name, after, RunOutFields);

    /// <summary>Builds the write of a missing priority or creation time; returns null if the task has both.</summary>
    /// <remarks>It writes the default priority, and the creation time of the document.</remarks>
    public static Write? MissingFields(Document task)
    {
        List<KeyValuePair<string, Value>> fields = [];
        if (!task.Fields.ContainsKey(Priority))
        {
            fields.Add(new(Priority, Values.Of(AgentTask.DefaultPriority)));
        }

        if (!task.Fields.ContainsKey(CreatedAt))
        {
            fields.Add(new(CreatedAt, Values.Of(task.CreateTime.ToDateTimeOffset())));
        }

        return fields.Count == 0
            ? null
            : Writes.Patch(task.Name, fields, fields.Select(field => field.Key))
                .WithServerTime(UpdatedAt).IfUnchanged(new DocumentSnapshot(task.Name, task));
    }

    private static Write Of(string name, AgentTask after, string[] mask)
    {
        var fields = new List<KeyValuePair<string, Value>>(mask.Length);
        foreach (var field in mask)
        {
            if (ValueOf(after, field) is { } value)
            {
                fields.Add(new(field, value));
            }
        }

        return Writes.Patch(name, fields, mask).WithServerTime(UpdatedAt);
    }

    private static Value? ValueOf(AgentTask task, string field) => field switch
    {
        Status => Values.Of(TaskStatusText.Of(task.Status)),
        AssignedTo => Values.Of(task.AssignedTo),
        Result => Values.Of(task.Result),
        Error => Values.Of(task.Error),
        Attempt => Values.Of(task.Attempt),
        ClaimToken => task.ClaimToken is { } token ? Values.Of(token) : null,
        LeaseExpiresAt => OfTime(task.LeaseExpiresAt),
        RunAt => OfTime(task.RunAt),
        CancelRequestedAt => OfTime(task.CancelRequestedAt),
        ExpireAt => OfTime(task.ExpiresAt),
        Reply => OfMap(task.Reply),
        Progress => OfMap(task.Progress),
        Checkpoint => OfMap(task.Checkpoint),
        LastEnded => task.LastEnded is { } ended ? TaskValues.Of(ended) : null,
        Errors => task.Errors.Count > 0 ? TaskValues.Of(task.Errors) : null,
        WriteIds => task.WriteIds.Count > 0 ? TaskValues.Of(task.WriteIds) : null,
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "No transition writes this field."),
    };

    private static Value? OfMap(StateMap? map) => map is null ? null : Values.Of(map);

    private static Value? OfTime(DateTimeOffset? time) => time is { } at ? Values.Of(at) : null;
}
