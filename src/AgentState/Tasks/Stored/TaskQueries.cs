using AgentState.Internal.Data;
using AgentState.Internal.Data.Checks;
using AgentState.Internal.Documents;
using Google.Cloud.Firestore.V1;
using static AgentState.Internal.Tasks.Stored.TaskDocument;

namespace AgentState.Internal.Tasks.Stored;

/// <summary>Builds the queries of the queue.</summary>
/// <remarks>Each query that needs a composite index has exactly one in <c>firestore.indexes.json</c>.</remarks>
internal static class TaskQueries
{
    /// <summary>Pending tasks of a type in claim order.</summary>
    /// <remarks>It filters only by equality and by a list of partitions, because a range filter would dictate the order.</remarks>
    public static StructuredQuery Claimable(string type, ClaimProbe probe)
    {
        var query = PendingOf(type);
        if (probe.Assignment is { } assignment)
        {
            query.WhereIn(TaskFields.Partition, assignment.Partitions.Select(partition => Values.Of(partition)));
        }

        query.OrderByDescending(TaskFields.Priority).OrderBy(TaskFields.CreatedAt).Limit(probe.Window);
        return (probe.After is { } last ? query.StartAfter(last) : query).Build();
    }

    /// <summary>All pending tasks of a type, ordered by id, including those without a field of the claim order.</summary>
    public static DocumentQuery PendingOf(string type) => new DocumentQuery(Collection)
        .WhereEqual(TaskFields.Type, Values.Of(type))
        .WhereEqual(TaskFields.Status, StatusValue(AgentTaskStatus.Pending));

    /// <summary>The pending tasks of a type that have the fields of the claim order, so that claims can find them.</summary>
    public static DocumentQuery PendingInOrder(string type) =>
        PendingOf(type).OrderByDescending(TaskFields.Priority).OrderBy(TaskFields.CreatedAt);

    /// <summary>Scheduled tasks that are due, and waiting tasks whose deadline has passed.</summary>
    /// <remarks>One index serves both.</remarks>
    public static DocumentQuery Due(DateTimeOffset now) => new DocumentQuery(Collection)
        .WhereIn(TaskFields.Status, [StatusValue(AgentTaskStatus.Scheduled), StatusValue(AgentTaskStatus.Waiting)])
        .WhereAtMost(TaskFields.RunAt, Values.Of(now))
        .OrderBy(TaskFields.RunAt);

    /// <summary>Processing tasks whose lease has expired.</summary>
    public static DocumentQuery RunOut(DateTimeOffset now) => new DocumentQuery(Collection)
        .WhereEqual(TaskFields.Status, StatusValue(AgentTaskStatus.Processing))
        .WhereAtMost(TaskFields.LeaseExpiresAt, Values.Of(now))
        .OrderBy(TaskFields.LeaseExpiresAt);

    /// <summary>The scheduled or waiting tasks that become due next.</summary>
    /// <remarks>
    /// The index of <see cref="Due"/> serves it. The lower bound excludes values that are not timestamps, which would otherwise sort first.
    /// </remarks>
    public static DocumentQuery NextDue(int count = 1) => new DocumentQuery(Collection)
        .WhereIn(TaskFields.Status, [StatusValue(AgentTaskStatus.Scheduled), StatusValue(AgentTaskStatus.Waiting)])
        .WhereAtLeast(TaskFields.RunAt, Values.Of(DateTimeOffset.UnixEpoch))
        .Limit(count);

    /// <summary>The task whose lease expires next at or after the given time.</summary>
    /// <remarks>The index of <see cref="RunOut"/> serves it.</remarks>
    public static DocumentQuery NextRunOut(DateTimeOffset from) => new DocumentQuery(Collection)
        .WhereEqual(TaskFields.Status, StatusValue(AgentTaskStatus.Processing))
        .WhereAtLeast(TaskFields.LeaseExpiresAt, Values.Of(from))
        .Limit(1);

    /// <summary>Processing tasks that were created at or before the given time.</summary>
    /// <remarks>
    /// They include all processing tasks that were last written before that time. The index of the lists serves this query, so no write
    /// pays for an index that only one option needs.
    /// </remarks>
    public static DocumentQuery WorkedOnSince(DateTimeOffset createdBefore) => new DocumentQuery(Collection)
        .WhereEqual(TaskFields.Status, StatusValue(AgentTaskStatus.Processing))
        .WhereAtMost(TaskFields.CreatedAt, Values.Of(createdBefore))
        .OrderByDescending(TaskFields.CreatedAt);

    /// <summary>Tasks of an agent whose cancellation was requested at or after the given time.</summary>
    /// <remarks>Other tasks are not returned and cost no reads.</remarks>
    public static DocumentQuery CancelRequests(string agentId, DateTimeOffset since) => new DocumentQuery(Collection)
        .WhereEqual(TaskFields.AssignedTo, Values.Of(agentId))
        .WhereAtLeast(TaskFields.CancelRequestedAt, Values.Of(since));

    /// <summary>The fields of the given tasks that show which claim holds them, without their possibly large payloads.</summary>
    public static StructuredQuery Holders(IEnumerable<string> names) => new DocumentQuery(Collection)
        .WhereIn(FieldPath.Name, names.Select(Values.Reference))
        .Select(TaskFields.Status, TaskFields.AssignedTo, TaskFields.ClaimToken)
        .Build();

    /// <summary>The tasks of a filter, newest first; all tasks by id.</summary>
    /// <remarks>
    /// Lists and counts use this query and the same index. An index of <c>createdAt</c> alone would limit the writes of all tasks.
    /// </remarks>
    public static DocumentQuery Listed(TaskFilter filter)
    {
        var query = new DocumentQuery(Collection);
        Add(TaskFields.Type, filter.Type);
        Add(TaskFields.AssignedTo, filter.AssignedTo);
        Add(TaskFields.CreatedBy, filter.CreatedBy);
        Add(TaskFields.UserId, filter.UserId);
        Add(TaskFields.Status, filter.Status is { } status ? TaskStatusText.Of(status) : null);
        return filter == TaskFilter.All ? query : query.OrderByDescending(TaskFields.CreatedAt);

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
