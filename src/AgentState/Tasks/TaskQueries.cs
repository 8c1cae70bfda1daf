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
            .WhereEqual(Fields.Type, Values.Of(type))
            .WhereEqual(Fields.Status, Values.Of(TaskStatusText.Of(AgentTaskStatus.Pending)))
            .OrderByDescending(Fields.Priority)
            .OrderBy(Fields.CreatedAt)
            .Limit(limit);
        return after is null
            ? query.Build()
            : query.StartAfter([after.Fields[Fields.Priority], after.Fields[Fields.CreatedAt], Values.Reference(after.Name)]).Build();
    }

    /// <summary>Tasks of a filter, the newest first. A count asks just so, and is served by the same index.</summary>
    public static DocumentQuery Listed(TaskFilter filter)
    {
        var query = new DocumentQuery(Collection);
        Add(Fields.Type, filter.Type);
        Add(Fields.AssignedTo, filter.AssignedTo);
        Add(Fields.CreatedBy, filter.CreatedBy);
        Add(Fields.Status, filter.Status is { } status ? TaskStatusText.Of(status) : null);
        return query.OrderByDescending(Fields.CreatedAt);

        void Add(string field, string? value)
        {
            if (value is not null)
            {
                query.WhereEqual(field, Values.Of(value));
            }
        }
    }
}
