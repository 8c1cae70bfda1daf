namespace AgentState;

/// <summary>The queries of the store.</summary>
internal static class UserQueries
{
    /// <summary>Users of a filter, by id.</summary>
    public static DocumentQuery Listed(UserFilter filter)
    {
        var query = new DocumentQuery(UserDocument.Collection);
        return filter.Tier is { } tier ? query.WhereEqual(UserFields.Tier, Values.Of(UserTierText.Of(tier))) : query;
    }

    /// <summary>The tasks that are about the user, by id: those too that lack a time of creation.</summary>
    public static DocumentQuery Tasks(string userId) =>
        new DocumentQuery(TaskDocument.Collection).WhereEqual(TaskFields.UserId, Values.Of(userId));

    /// <summary>The tasks that name the user as their creator, by id: other clients store the user there.</summary>
    public static DocumentQuery TasksCreated(string userId) =>
        new DocumentQuery(TaskDocument.Collection).WhereEqual(TaskFields.CreatedBy, Values.Of(userId));

    /// <summary>The entries of the log that name the user as who did it, the newest first.</summary>
    public static DocumentQuery Entries(string userId) => ActivityQueries.Listed(ActivityFilter.ByAgent(userId));
}
