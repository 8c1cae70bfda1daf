using Google.Cloud.Firestore.V1;
using static AgentState.TaskFields;

namespace AgentState;

/// <summary>The stored form of a task: <c>tasks/{taskId}</c>. The ten fields that are shared must be readable; the rest is ours, and optional.</summary>
internal static class TaskDocument
{
    public const string Collection = "tasks";

    /// <summary>Room that a task's content leaves in its document, in bytes, for what its claims and their ends add.</summary>
    public const int Reserve = 16 * 1024;

    public static AgentTask Read(Document document) => Read(document, document.CreateTime, document.UpdateTime);

    /// <summary>
    /// A task as its claim finds it, of which what cannot be read is as if it were not there: another program may have mangled a field while
    /// the task is worked on, and what came of the work must be stored all the same.
    /// </summary>
    public static AgentTask ReadLeniently(Document document) => Read(document, document.CreateTime, document.UpdateTime, isLenient: true);

    /// <summary>
    /// What a claim finds of its task after a lost reply: as it is stored; where another program has mangled it meanwhile, as it was claimed.
    /// </summary>
    public static AgentTask ReadClaimed(Document document, AgentTask claimed)
    {
        try
        {
            return Read(document);
        }
        catch (StateDataException)
        {
            var found = ReadLeniently(document);
            return claimed with { Version = found.Version, CancelRequestedAt = found.CancelRequestedAt };
        }
    }

    private static AgentTask Read(Document document, Timestamp createTime, Timestamp updateTime, bool isLenient = false)
    {
        var id = DatabaseRoot.IdOf(document.Name);
        var reader = new DocumentReader(document, $"{Collection}/{id}", isLenient);
        var ours = new OptionalFields(document);
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
            Attempt = ours.Number(Attempt, least: 0) ?? 0,
            MaxAttempts = ours.Number(MaxAttempts, least: 1) ?? AgentTask.DefaultMaxAttempts,
            LeaseExpiresAt = ours.Time(LeaseExpiresAt),
            RunAt = ours.Time(RunAt),
            CancelRequestedAt = ours.Time(CancelRequestedAt),
            Progress = ours.Map(Progress),
            Checkpoint = ours.Map(Checkpoint),
            Reply = ours.Map(Reply),
            Usage = TaskValues.ReadUsage(ours.Fields(Usage)),
            Errors = TaskValues.ReadErrors(ours.Items(Errors)),
            ParentId = ours.Text(ParentId),
            UserId = ours.Text(UserId),
            IdempotencyKey = ours.Text(IdempotencyKey),
            TraceParent = ours.Text(TraceParent),
            ExpireAt = ours.Time(ExpireAt),
            ClaimToken = ours.Text(ClaimToken),
            LastEnded = TaskValues.ReadEnded(ours.Fields(LastEnded)),
            Marks = TaskValues.ReadMarks(ours.Items(Marks)),
            Version = StateVersion.Of(updateTime),
        };
    }

    /// <summary>A new document: the ten fields of the shared form, and ours only where they differ from their defaults.</summary>
    public static Write Create(string name, NewTask task)
    {
        List<KeyValuePair<string, Value>> fields =
        [
            new(TaskFields.Type, Values.Of(task.Type)),
            new(Status, Values.Of(TaskStatusText.Of(task.RunAt is null ? AgentTaskStatus.Pending : AgentTaskStatus.Scheduled))),
            new(Priority, Values.Of(task.Priority)),
            new(CreatedBy, Values.Of(task.CreatedBy)),
            new(AssignedTo, Values.Null),
            new(Payload, Values.Of(task.Payload)),
            new(Result, Values.Null),
            new(Error, Values.Null),
            new(Lane, Values.Of(TaskLanes.Of(DatabaseRoot.IdOf(name)))),
        ];
        if (task.MaxAttempts != AgentTask.DefaultMaxAttempts)
        {
            fields.Add(new(MaxAttempts, Values.Of(task.MaxAttempts)));
        }

        if (task.RunAt is { } runAt)
        {
            fields.Add(new(RunAt, Values.Of(runAt)));
        }

        if (task.UserId is { } userId)
        {
            fields.Add(new(UserId, Values.Of(userId)));
        }

        if (task.ParentId is { } parentId)
        {
            fields.Add(new(ParentId, Values.Of(parentId)));
        }

        if (task.TraceParent is { } trace)
        {
            fields.Add(new(TraceParent, Values.Of(trace)));
        }

        if (task.IdempotencyKey is { } key)
        {
            fields.Add(new(IdempotencyKey, Values.Of(key)));
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
}
