using Google.Cloud.Firestore.V1;
using static AgentState.TaskDocument;

namespace AgentState;

/// <summary>The queries that the queue sends. Each has its one exact index in <c>firestore.indexes.json</c>.</summary>
internal static class TaskQueries
{
    /// <summary>Pending tasks of a type, in the order in which they are claimed. Equality and orders only: a range would break the order.</summary>
    public static StructuredQuery Claimable(string type, ClaimLook look)
    {
        var query = PendingOf(type);
        if (look.Share is { } share)
        {
            query.WhereIn(TaskFields.Lane, share.Lanes.Select(lane => Values.Of(lane)));
        }

        query.OrderByDescending(TaskFields.Priority).OrderBy(TaskFields.CreatedAt).Limit(look.Window);
        return (look.After is { } last ? query.StartAfter(last) : query).Build();
    }

    /// <summary>All pending tasks of a type, in the order of their ids: those too that lack a field of the claim order.</summary>
    public static DocumentQuery PendingOf(string type) => new DocumentQuery(Collection)
        .WhereEqual(TaskFields.Type, Values.Of(type))
        .WhereEqual(TaskFields.Status, StatusValue(AgentTaskStatus.Pending));

    /// <summary>The pending tasks of a type that claims can find.</summary>
    public static DocumentQuery PendingInOrder(string type) =>
        PendingOf(type).OrderByDescending(TaskFields.Priority).OrderBy(TaskFields.CreatedAt);

    /// <summary>Tasks whose time has come: scheduled ones that are due, waiting ones whose deadline has passed. One index serves both.</summary>
    public static DocumentQuery Due(DateTimeOffset now) => new DocumentQuery(Collection)
        .WhereIn(TaskFields.Status, [StatusValue(AgentTaskStatus.Scheduled), StatusValue(AgentTaskStatus.Waiting)])
        .WhereAtMost(TaskFields.RunAt, Values.Of(now))
        .OrderBy(TaskFields.RunAt);

    /// <summary>Tasks whose lease has run out.</summary>
    public static DocumentQuery RunOut(DateTimeOffset now) => new DocumentQuery(Collection)
        .WhereEqual(TaskFields.Status, StatusValue(AgentTaskStatus.Processing))
        .WhereAtMost(TaskFields.LeaseExpiresAt, Values.Of(now))
        .OrderBy(TaskFields.LeaseExpiresAt);

    /// <summary>The task whose time comes next: the first that a sweep will find due. The index of <see cref="Due"/> serves it. What is no time, and so before all times, hides none.</summary>
    public static DocumentQuery NextDue(int count = 1) => new DocumentQuery(Collection)
        .WhereIn(TaskFields.Status, [StatusValue(AgentTaskStatus.Scheduled), StatusValue(AgentTaskStatus.Waiting)])
        .WhereAtLeast(TaskFields.RunAt, Values.Of(DateTimeOffset.UnixEpoch))
        .Limit(count);

    /// <summary>The task whose lease runs out next, from some moment on, unless it is renewed. The index of <see cref="RunOut"/> serves it.</summary>
    public static DocumentQuery NextRunOut(DateTimeOffset from) => new DocumentQuery(Collection)
        .WhereEqual(TaskFields.Status, StatusValue(AgentTaskStatus.Processing))
        .WhereAtLeast(TaskFields.LeaseExpiresAt, Values.Of(from))
        .Limit(1);

    /// <summary>
    /// Tasks that are worked on and are not young: among them those that were not written for as long. So the index of the lists serves, and no task
    /// pays for an index that only an option needs.
    /// </summary>
    public static DocumentQuery WorkedOnSince(DateTimeOffset createdBefore) => new DocumentQuery(Collection)
        .WhereEqual(TaskFields.Status, StatusValue(AgentTaskStatus.Processing))
        .WhereAtMost(TaskFields.CreatedAt, Values.Of(createdBefore))
        .OrderByDescending(TaskFields.CreatedAt);

    /// <summary>
    /// Tasks of an agent that were asked to stop, from some moment on. Those that are not asked to stop are not found, and cost nothing.
    /// </summary>
    public static DocumentQuery CancelRequests(string agentId, DateTimeOffset since) => new DocumentQuery(Collection)
        .WhereEqual(TaskFields.AssignedTo, Values.Of(agentId))
        .WhereAtLeast(TaskFields.CancelRequestedAt, Values.Of(since));

    /// <summary>Of these tasks, by whom they are held: no more than is needed for that, since a payload may be large.</summary>
    public static StructuredQuery Holders(IEnumerable<string> names) => new DocumentQuery(Collection)
        .WhereIn(FieldPath.Name, names.Select(Values.Reference))
        .Select(TaskFields.Status, TaskFields.AssignedTo, TaskFields.ClaimToken)
        .Build();

    /// <summary>Tasks of a filter, the newest first. A count asks just so, and is served by the same index.</summary>
    public static DocumentQuery Listed(TaskFilter filter)
    {
        var query = new DocumentQuery(Collection);
        Add(TaskFields.Type, filter.Type);
        Add(TaskFields.AssignedTo, filter.AssignedTo);
        Add(TaskFields.CreatedBy, filter.CreatedBy);
        Add(TaskFields.UserId, filter.UserId);
        Add(TaskFields.Status, filter.Status is { } status ? TaskStatusText.Of(status) : null);
        return query.OrderByDescending(TaskFields.CreatedAt);

        void Add(string field, string? value)
        {
            if (value is not null)
            {
                query.WhereEqual(field, Values.Of(value));
            }
        }
    }

    private static Value StatusValue(AgentTaskStatus status) => Values.Of(TaskStatusText.Of(status));
}
