using AgentState.Internal.Activities;
using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Tasks;
using AgentState.Internal.Tasks.Stored;

namespace AgentState.Internal.Users;

/// <summary>The queries of the user store.</summary>
internal static class UserQueries
{
    /// <summary>The users of a filter, ordered by id.</summary>
    public static DocumentQuery Listed(UserFilter filter)
    {
        var query = new DocumentQuery(UserDocument.Collection);
        return filter.Tier is { } tier ? query.WhereEqual(UserFields.Tier, Values.Of(UserTierText.Of(tier))) : query;
    }

    /// <summary>The tasks about the user, ordered by id so that tasks without a creation time are found too.</summary>
    public static DocumentQuery Tasks(string userId) =>
        new DocumentQuery(TaskDocument.Collection).WhereEqual(TaskFields.UserId, Values.Of(userId));

    /// <summary>The tasks with the user as their creator, ordered by id; other clients store the user in that field.</summary>
    public static DocumentQuery TasksCreated(string userId) =>
        new DocumentQuery(TaskDocument.Collection).WhereEqual(TaskFields.CreatedBy, Values.Of(userId));

    /// <summary>The activity log entries with the user as their agent, newest first.</summary>
    public static DocumentQuery Entries(string userId) => ActivityQueries.Listed(ActivityFilter.ByAgent(userId));
}
