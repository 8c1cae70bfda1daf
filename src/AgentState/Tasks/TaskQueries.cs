using Google.Cloud.Firestore.V1;
using static AgentState.TaskDocument;

namespace AgentState;

/// <summary>The queries that the queue sends. Each has its one exact index in <c>firestore.indexes.json</c>.</summary>
internal static class TaskQueries
{
    /// <summary>Pending tasks of a type, in the order in which they are claimed. Equality and orders only: a range would break the order.</summary>
    public static StructuredQuery Claimable(string type, int limit, Document? after)
    {
        var query = new DocumentQuery(Collection)
            .WhereEqual(TaskFields.Type, Values.Of(type))
            .WhereEqual(TaskFields.Status, Values.Of(TaskStatusText.Of(AgentTaskStatus.Pending)))
            .OrderByDescending(TaskFields.Priority)
            .OrderBy(TaskFields.CreatedAt)
            .Limit(limit);
        return (after is null ? query : query.StartAfter(after)).Build();
    }

    /// <summary>Tasks of a filter, the newest first. A count asks just so, and is served by the same index.</summary>
    public static DocumentQuery Listed(TaskFilter filter)
    {
        var query = new DocumentQuery(Collection);
        Add(TaskFields.Type, filter.Type);
        Add(TaskFields.AssignedTo, filter.AssignedTo);
        Add(TaskFields.CreatedBy, filter.CreatedBy);
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
}
