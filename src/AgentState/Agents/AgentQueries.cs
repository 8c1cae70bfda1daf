namespace AgentState;

/// <summary>The queries of the registry.</summary>
internal static class AgentQueries
{
    /// <summary>
    /// The instances of one agent that beat, the newest heartbeat first: to be run beneath the agent. What is no time, and would come
    /// before all times, hides none.
    /// </summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="until">Those alone whose heartbeat is not later; null = all.</param>
    public static DocumentQuery InstancesOfOne(int limit, DateTimeOffset? until = null) => new DocumentQuery(InstanceDocument.Collection)
        .WhereAtMost(InstanceFields.LastHeartbeat, Values.Of(until ?? DateTimeOffset.MaxValue))
        .OrderByDescending(InstanceFields.LastHeartbeat)
        .Limit(limit);

    /// <summary>The instances of all our agents that beat, the oldest heartbeat first: to be run at the database's root.</summary>
    public static DocumentQuery AllInstances(DatabaseRoot root) => OfOurs(root).OrderBy(InstanceFields.LastHeartbeat);

    /// <summary>The instances of all our agents whose last heartbeat was before a moment, the oldest first: to be run at the database's root.</summary>
    public static DocumentQuery SilentInstances(DatabaseRoot root, DateTimeOffset before, int limit) =>
        OfOurs(root).WhereLess(InstanceFields.LastHeartbeat, Values.Of(before)).Limit(limit);

    /// <summary>The instances of all our agents whose last heartbeat was not before a moment: to be run at the database's root.</summary>
    public static DocumentQuery AliveInstances(DatabaseRoot root, DateTimeOffset since) =>
        OfOurs(root).WhereAtLeast(InstanceFields.LastHeartbeat, Values.Of(since));

    /// <summary>Agents of a filter, by name.</summary>
    public static DocumentQuery Listed(AgentFilter filter)
    {
        var query = new DocumentQuery(AgentDocument.Collection);
        if (filter.Type is { } type)
        {
            query.WhereEqual(AgentFields.Type, Values.Of(type));
        }

        if (filter.Status is { } status)
        {
            query.WhereEqual(AgentFields.Status, Values.Of(AgentStatusText.Of(status)));
        }

        return query;
    }

    // Firestore finds collections of one name at any depth from the root alone, and so all environments': each instance says whose it is.
    private static DocumentQuery OfOurs(DatabaseRoot root) => new DocumentQuery(InstanceDocument.Collection)
        .OfAllDescendants().WhereEqual(InstanceFields.ParentPath, Values.Of(root.ParentPath));
}
