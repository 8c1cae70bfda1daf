using Google.Cloud.Firestore.V1;
using static AgentState.TaskFields;

namespace AgentState;

/// <summary>The stored form of a task: <c>tasks/{taskId}</c>.</summary>
internal static class TaskDocument
{
    public const string Collection = "tasks";

    /// <summary>Room that a new task leaves in its document, in bytes, for what its claims and their ends add.</summary>
    public const int Reserve = 16 * 1024;

    private static readonly string[] ClaimFields = [Status, AssignedTo, Attempt, ClaimToken, LeaseExpiresAt];
    private static readonly string[] CompleteFields = [Status, Result, Error, ClaimToken, LeaseExpiresAt, LastEnded];
    private static readonly string[] FailFields = [Status, Error, ClaimToken, LeaseExpiresAt, LastEnded];
    private static readonly string[] ReleaseFields = [Status, AssignedTo, Attempt, ClaimToken, LeaseExpiresAt, LastEnded];

    public static AgentTask Read(Document document) => Read(document, document.CreateTime, document.UpdateTime);

    private static AgentTask Read(Document document, Timestamp createTime, Timestamp updateTime)
    {
        var id = DatabaseRoot.IdOf(document.Name);
        var reader = new DocumentReader(document, $"{Collection}/{id}");
        return new AgentTask
        {
            Id = id,
            Type = reader.Text(TaskFields.Type) ?? "",
            Status = TaskStatusText.Read(reader.Text(Status)),
            Priority = reader.Number(Priority) ?? AgentTask.DefaultPriority,
            CreatedBy = reader.Text(CreatedBy),
            AssignedTo = reader.Text(AssignedTo),
            Payload = reader.Map(Payload) ?? StateMap.Empty,
            Result = reader.Map(Result),
            Error = reader.Text(Error),
            CreatedAt = reader.Time(CreatedAt) ?? createTime.ToDateTimeOffset(),
            UpdatedAt = reader.Time(UpdatedAt) ?? updateTime.ToDateTimeOffset(),
            Attempt = reader.Number(Attempt) ?? 0,
            MaxAttempts = reader.Number(MaxAttempts) ?? AgentTask.DefaultMaxAttempts,
            LeaseExpiresAt = reader.Time(LeaseExpiresAt),
            CancelRequestedAt = reader.Time(CancelRequestedAt),
            ClaimToken = reader.Text(ClaimToken),
            LastEnded = ReadEnded(reader.Map(LastEnded)),
            Version = StateVersion.Of(updateTime),
        };
    }

    /// <summary>A new document: the ten fields of the shared form, and ours only where they differ from their defaults.</summary>
    public static Write Create(string name, NewTask task)
    {
        List<KeyValuePair<string, Value>> fields =
        [
            new(TaskFields.Type, Values.Of(task.Type)),
            new(Status, Values.Of(TaskStatusText.Of(AgentTaskStatus.Pending))),
            new(Priority, Values.Of(task.Priority)),
            new(CreatedBy, Values.Of(task.CreatedBy)),
            new(AssignedTo, Values.Null),
            new(Payload, Values.Of(task.Payload)),
            new(Result, Values.Null),
            new(Error, Values.Null),
        ];
        if (task.MaxAttempts != AgentTask.DefaultMaxAttempts)
        {
            fields.Add(new(MaxAttempts, Values.Of(task.MaxAttempts)));
        }

        return Writes.Create(name, fields).WithServerTime(CreatedAt, UpdatedAt);
    }

    /// <summary>What a create stored: what was sent, and the times that the server put in.</summary>
    public static AgentTask Created(Document sent, WriteResult written) => Read(sent, written.UpdateTime, written.UpdateTime) with
    {
        CreatedAt = written.TransformResults[0].TimestampValue.ToDateTimeOffset(),
        UpdatedAt = written.TransformResults[1].TimestampValue.ToDateTimeOffset(),
    };

    /// <summary>What a transition stored: what was decided, and the times that the server put in.</summary>
    public static AgentTask Written(AgentTask decided, WriteResult written) => decided with
    {
        UpdatedAt = written.TransformResults[0].TimestampValue.ToDateTimeOffset(),
        Version = StateVersion.Of(written.UpdateTime),
    };

    public static Write Claimed(string name, AgentTask after) => Patch(name, after, ClaimFields);

    public static Write Completed(string name, AgentTask after) => Patch(name, after, CompleteFields);

    public static Write Failed(string name, AgentTask after) => Patch(name, after, FailFields);

    public static Write Released(string name, AgentTask after) => Patch(name, after, ReleaseFields);

    // A mask of what the transition changes: fields that we don't know survive. A masked field without a value is taken away.
    private static Write Patch(string name, AgentTask after, string[] mask)
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
        LeaseExpiresAt => task.LeaseExpiresAt is { } end ? Values.Of(end) : null,
        LastEnded => task.LastEnded is { } ended
            ? Values.Map(("token", Values.Of(ended.Token)), ("outcome", Values.Of(TaskStatusText.Of(ended.Outcome))))
            : null,
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "A field that no transition writes."),
    };

    // A mark that cannot be read is nobody's.
    private static EndedClaim? ReadEnded(StateMap? ended) =>
        ended is not null && ended.Fields.Fields.TryGetValue("token", out var token) && ended.Fields.Fields.TryGetValue("outcome", out var outcome)
            ? new EndedClaim(token.StringValue, TaskStatusText.Read(outcome.StringValue))
            : null;
}
