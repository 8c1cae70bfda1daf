using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Writing;
using Google.Cloud.Firestore.V1;
using static AgentState.Internal.Tasks.TaskFields;

namespace AgentState.Internal.Tasks.Stored;

/// <summary>Reads and writes the stored form of a task, <c>tasks/{taskId}</c>.</summary>
/// <remarks>The ten shared fields must be readable. The other fields belong to this library and are optional.</remarks>
internal static class TaskDocument
{
    public const string Collection = "tasks";

    public static AgentTask Read(Document document) => Read(document, document.CreateTime, document.UpdateTime);

    /// <summary>Reads the task of a claim, and treats unreadable fields as missing.</summary>
    /// <remarks>Another client may have damaged a field while the task was processed. Its outcome must still be stored.</remarks>
    public static AgentTask ReadLeniently(Document document) => Read(document, document.CreateTime, document.UpdateTime, isLenient: true);

    /// <summary>Reads the task of a claim whose reply was lost.</summary>
    /// <remarks>If another client has damaged the document since, returns the task as it was claimed, with the stored version.</remarks>
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

    /// <summary>Whether the document contains this write id.</summary>
    public static bool HasWriteId(DocumentSnapshot snapshot, string writeId) =>
        snapshot.Document is { } document &&
        TaskValues.ReadWriteIds(new OptionalFields(document).Items(WriteIds)).Contains(writeId);

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
            ExpiresAt = ours.Time(ExpireAt),
            ClaimToken = ours.Text(ClaimToken),
            LastEnded = TaskValues.ReadEnded(ours.Fields(LastEnded)),
            WriteIds = TaskValues.ReadWriteIds(ours.Items(WriteIds)),
            Version = StateVersion.Of(updateTime),
        };
    }

    /// <summary>Builds the create: the ten shared fields, and other fields if they differ from their defaults.</summary>
    /// <param name="name">The name of the document.</param>
    /// <param name="task">The task.</param>
    /// <param name="partition">The partition to store; null = none.</param>
    public static Write Create(string name, NewTask task, int? partition = null)
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
        ];
        if (partition is { } number)
        {
            fields.Add(new(Partition, Values.Of(number)));
        }

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

    /// <summary>Returns the task that a create stored: the sent fields, and the times set by the server.</summary>
    public static AgentTask Created(Document sent, WriteResult written) => Read(sent, written.UpdateTime, written.UpdateTime) with
    {
        CreatedAt = written.TransformResults[0].TimestampValue.ToDateTimeOffset(),
        UpdatedAt = written.TransformResults[1].TimestampValue.ToDateTimeOffset(),
    };

    /// <summary>Returns the task that a transition stored: the decided fields, and the times set by the server.</summary>
    public static AgentTask Written(AgentTask decided, WriteResult written) => decided with
    {
        UpdatedAt = written.TransformResults[0].TimestampValue.ToDateTimeOffset(),
        Version = StateVersion.Of(written.UpdateTime),
    };
}
